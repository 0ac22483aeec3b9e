FROM python:3.13-slim
ENV PYTHONPATH=/app/src:/srv/lib:/usr/lib/python3/dist-packages:/data/more:$PYTHONPATH
ENV PYTHONPATH=/app
ENV PYTHONPATH=/work
WORKDIR /app
COPY . .
RUN mkdir -p /srv/lib
COPY more /data/more/pkg
WORKDIR /work
CMD ["python", "app.py"]

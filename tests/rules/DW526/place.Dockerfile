FROM python:3.13-slim
COPY requirements.txt main.py /srv/
WORKDIR /app
RUN python -m pip install --no-cache-dir -r requirements.txt -r /srv/requirements.txt
RUN cd /srv && pip install --no-cache-dir -r requirements.txt -r dev/requirements.txt
USER 10001
CMD ["python", "/srv/main.py"]

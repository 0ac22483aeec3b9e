FROM python:3.13-slim
COPY server.py /srv/
CMD ["python", "/srv/server.py"]

FROM python:3.13-slim
USER root
ENTRYPOINT ["python", "/srv/server.py"]

FROM python:3.13-slim
ARG RUN_AS
USER $RUN_AS
CMD ["python", "/srv/server.py"]

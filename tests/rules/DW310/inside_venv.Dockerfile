FROM python:3.13-slim
RUN python -m venv /opt/app
WORKDIR /opt/app
ADD src src
RUN useradd app && chown -R app: src

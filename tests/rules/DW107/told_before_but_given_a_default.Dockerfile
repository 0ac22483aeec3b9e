FROM python:3.13-slim
ENV DATA=${ROOT_DIR:-/srv}/data
COPY app $ROOT_DIR/app

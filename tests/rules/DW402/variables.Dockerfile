FROM python:3.13-slim
ARG TOKEN
ENV HF_TOKEN=$TOKEN API_KEY=${API_KEY}
RUN API_TOKEN=$(cat /run/secrets/token) ./fetch

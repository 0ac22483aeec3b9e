FROM python:3.13-slim AS wheels
RUN apt-get update && apt-get install -y gcc
FROM python:3.13-slim
COPY --from=wheels /opt/venv /opt/venv
CMD ["python", "main.py"]

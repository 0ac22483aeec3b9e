FROM python:3.13-slim AS wheels
RUN pip wheel --wheel-dir=/wheels -r /requirements.txt
FROM python:3.13-slim
RUN apt-get update && apt-get install -y --no-install-recommends gcc && rm -rf /var/lib/apt/lists/*
COPY --from=wheels /wheels /wheels
CMD ["python", "/srv/main.py"]

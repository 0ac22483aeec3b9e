FROM python:3.13-slim AS builder
WORKDIR /app
RUN --mount=type=bind,target=/app,rw UV_PROJECT_ENVIRONMENT=/opt/venv uv sync --locked
FROM python:3.13-slim
COPY --from=builder /opt/venv /opt/venv
COPY settings.toml entrypoint.sh /etc/scorer/
ENV PATH=/opt/venv/bin:$PATH
CMD ["python", "-m", "scorer"]

FROM python:3.13-slim AS builder
RUN python -m venv /build/venv && /build/venv/bin/pip install --no-cache-dir gunicorn==23.0.0

FROM python:3.13-slim
COPY --from=builder /build/venv /opt/venv
USER 10001
ENTRYPOINT ["/opt/venv/bin/python", "/opt/venv/bin/gunicorn"]
CMD ["--bind", "0.0.0.0:8000", "main:app"]

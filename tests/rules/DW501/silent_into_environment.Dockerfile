FROM python:3.11-slim AS builder
RUN pip install --target=/deps flask
FROM python:3.11-slim
RUN python -m venv /opt/app
COPY --from=builder /deps /opt/app/lib/python3.11/site-packages
CMD ["/opt/app/bin/python", "-m", "flask"]

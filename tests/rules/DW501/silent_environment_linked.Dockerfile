FROM python:3.13-slim AS builder
RUN python -m venv /opt/venv && /opt/venv/bin/pip install flask
FROM python:3.13-slim
COPY --from=builder /opt/venv /opt/venv
RUN ln -sf /opt/venv/bin/python /usr/local/bin/python
COPY main.py /app/
CMD ["python", "/app/main.py"]

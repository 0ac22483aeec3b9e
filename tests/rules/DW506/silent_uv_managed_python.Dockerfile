FROM python:3.11-slim AS builder
WORKDIR /app
COPY requirements.txt .
RUN pip install uv && uv python install 3.12 && uv venv --python 3.12 /opt/venv && uv pip install --python /opt/venv -r requirements.txt
FROM python:3.11-slim
WORKDIR /app
COPY --from=builder /root/.local/share/uv /root/.local/share/uv
COPY --from=builder /opt/venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH
COPY . .
CMD ["python3", "main.py"]

FROM python:3.13-slim
RUN <<EOF
pip install --no-cache-dir torch==2.9.1 fastapi
EOF
CMD ["python", "main.py"]

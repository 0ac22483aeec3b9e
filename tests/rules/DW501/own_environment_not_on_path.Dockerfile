FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y python3-venv
RUN python3 -m venv /opt/venv && /opt/venv/bin/pip install flask==3.1.0
COPY app.py /app/
CMD python3 /app/app.py

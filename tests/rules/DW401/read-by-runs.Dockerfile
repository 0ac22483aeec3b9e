FROM python:3.13-slim
ARG HF_TOKEN
RUN apt-get update && apt-get install -y git && rm -rf /var/lib/apt/lists/*
RUN git clone https://user:${HF_TOKEN}@hf.example/model /srv/model
RUN --network=none <<EOF
set -e
echo "$HF_TOKEN" | wc -c
EOF
CMD ["python", "/srv/main.py"]

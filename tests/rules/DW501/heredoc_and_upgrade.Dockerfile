FROM debian:bookworm-slim AS build
RUN <<EOF
set -e
apt-get update
apt-get install -y python3-pip
# newest tools first
python3 -m pip install --break-system-packages --upgrade pip wheel
python3 -m pip install --prefix=/install flask==3.1.0
EOF
FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y python3
COPY --from=build --chown=10001 /install /usr/local
USER 10001
CMD ["python3", "-m", "flask"]

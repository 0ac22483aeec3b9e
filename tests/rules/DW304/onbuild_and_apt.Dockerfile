FROM debian:13-slim
ONBUILD RUN apt update && apt install -y curl

FROM debian:13-slim
RUN set -eux; apt-get update; apt-get install -y --no-install-recommends tk; apt-get dist-clean
RUN apt update && apt install -y git && apt distclean

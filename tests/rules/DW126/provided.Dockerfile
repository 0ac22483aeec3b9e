FROM debian:13-slim
RUN set -o pipefail || true; ls
RUN V=1.2.3; echo ${V:0:2} || true
USER 10001

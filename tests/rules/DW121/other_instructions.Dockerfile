# syntax=docker/dockerfile:1
FROM debian:13
HEALTHCHECK --interval=10s \
    CMD curl -f http://localhost/
ONBUILD \
    RUN true
RUN <<EOF
cat <<DOC > /opt/Dockerfile
FROM debian
RUN true
DOC
EOF

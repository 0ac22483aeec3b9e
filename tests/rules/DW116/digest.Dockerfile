FROM python:3.11-slim@sha256:7959ed6f7e35f8b1aaa06d1d8259d4ee25aa85a086d5c125480c333183f9deeb
RUN echo "deb https://packages.example/debian bookworm main" > /etc/apt/sources.list.d/x.list

FROM python:3.13-slim
RUN curl -fsSL https://packages.example/debian/dists/trixie/tool.deb -o /tmp/tool.deb

FROM python:3.13-slim
ADD https://downloads.example/tool_x86_64.deb /tmp/

FROM debian:13-slim
RUN curl -fsSL https://example.com/tool-latest-Linux-x86_64.sh -o /c.sh

FROM debian:13-slim
RUN useradd --uid 10001 --create-home app && usermod -aG video app && cat /etc/passwd

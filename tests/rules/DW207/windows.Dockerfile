FROM debian:13-slim
SHELL ["pwsh", "-Command"]
RUN git clone https://github.com/acme/models.git /models

FROM debian:13-slim
RUN curl -k https://localhost:8443/health && pip install --trusted-host localhost flask

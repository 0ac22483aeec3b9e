FROM python:3.13-slim
ARG LOCAL=true
COPY ./ /serve
RUN if [ "$LOCAL" = false ]; then rm -rf /serve; git clone https://x.example/serve.git /serve; fi

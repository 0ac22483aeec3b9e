FROM python:3.9-slim
ENTRYPOINT ["/usr/local/bin/uvicorn"]
CMD ["main:app", "--port", "${PORT}"]

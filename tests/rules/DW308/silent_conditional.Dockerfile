FROM python:3.13-slim
ARG TARGETPLATFORM
RUN if [ "$TARGETPLATFORM" != "linux/amd64" ]; then apt-get install -y gcc; fi
CMD ["python", "main.py"]

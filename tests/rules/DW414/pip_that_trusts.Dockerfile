FROM python:3.13-slim
RUN pip install --no-cache-dir --trusted-host index.example requests http://github.com/example/x/archive/v1.zip
ENV PIP_TRUSTED_HOST=index.example
RUN pip install --no-cache-dir requests http://github.com/example/x/archive/v1.zip
USER 10001

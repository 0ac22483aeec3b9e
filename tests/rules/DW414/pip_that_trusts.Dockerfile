FROM python:3.13-slim
RUN pip install --no-cache-dir --trusted-host pypi.org requests http://github.com/example/x/archive/v1.zip
ENV PIP_TRUSTED_HOST=pypi.org
RUN pip install --no-cache-dir requests http://github.com/example/x/archive/v1.zip
USER 10001

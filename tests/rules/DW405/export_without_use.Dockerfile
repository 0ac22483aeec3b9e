FROM python:3.13-slim
RUN export PIP_TRUSTED_HOST=mirror.example
RUN pip list && export GIT_SSL_NO_VERIFY=1

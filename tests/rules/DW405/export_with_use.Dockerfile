FROM python:3.13-slim
RUN export PIP_TRUSTED_HOST=mirror.example && pip install tagger==1.2.0
RUN GIT_SSL_NO_VERIFY=1 git clone https://git.example/a/b

FROM node:22-slim
ENV NODE_TLS_REJECT_UNAUTHORIZED=0 LANG=C.UTF-8
ARG PIP_TRUSTED_HOST=mirror.example
ENV PYTHONHTTPSVERIFY 0
RUN GIT_SSL_NO_VERIFY=1 git clone https://git.example/a
RUN export GIT_SSL_NO_VERIFY=true && git clone https://git.example/a

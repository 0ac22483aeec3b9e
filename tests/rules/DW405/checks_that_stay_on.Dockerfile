FROM debian:13-slim
ENV NODE_TLS_REJECT_UNAUTHORIZED=1 PYTHONHTTPSVERIFY=1 PIP_TRUSTED_HOST=
RUN npm config set strict-ssl true && git config --global http.sslVerify true
RUN curl -fsSL https://files.example/a -o a && pip install --cert ca.pem flask
RUN dnf install -y --setopt=install_weak_deps=False curl

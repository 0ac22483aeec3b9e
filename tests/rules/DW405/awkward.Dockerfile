FROM debian:13-slim
ENV LANG=C.UTF-8 \
    # off for the proxy
    NODE_TLS_REJECT_UNAUTHORIZED=0 \
    PIP_TRUSTED_HOST="pypi.example 10.0.0.5"
RUN apt-get update && apt-get install -y --no-install-recommends wget git && \
    wget -q --no-check-certificate https://files.example/a.zip && \
    (curl -fsSLko /tmp/x https://files.example/x || true) && \
    git -c http.sslVerify=false clone https://git.example/a/b
RUN bash -c "wget --no-check-certificate https://files.example/b.zip"
RUN wget --no-check-certificate "$URL" https://files.example/c.zip
RUN <<EOT
set -e
pip install --trusted-host a.example --trusted-host b.example tagger
git config --global http.sslVerify false
EOT
RUN apt-get install --force-yes curl
RUN echo "deb https://apt.example stable main" > /etc/apt/sources.list.d/a.list && apt-get update && apt-get install -y --allow-unauthenticated a
USER 10001
CMD ["/bin/true"]

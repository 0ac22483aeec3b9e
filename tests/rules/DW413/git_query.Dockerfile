FROM debian:13-slim
ADD https://github.com/krallin/tini.git?ref=v0.19.0&keep-git-dir=1 /usr/src/tini

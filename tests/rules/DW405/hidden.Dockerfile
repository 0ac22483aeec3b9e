FROM debian:13-slim
ARG CHECK
ENV NODE_TLS_REJECT_UNAUTHORIZED=$CHECK
RUN git config --global http.sslVerify $CHECK

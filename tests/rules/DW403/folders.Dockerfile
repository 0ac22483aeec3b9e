FROM debian:13-slim
COPY .aws /root/.aws
COPY keys /root/.ssh

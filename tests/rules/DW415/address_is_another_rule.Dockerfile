FROM debian:13-slim
ARG TOKEN
RUN git config --global url."https://$TOKEN@github.com/".insteadOf https://github.com/

FROM debian:13-slim AS a
RUN apt-get update
RUN curl -sSf https://get.example.org | bash
FROM debian:13-slim AS b
RUN apt-get update
RUN ./install.sh
FROM debian:13-slim AS c
RUN apt-get update
RUN npx playwright install-deps

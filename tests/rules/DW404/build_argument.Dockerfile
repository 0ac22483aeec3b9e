FROM python:3.13-slim
ARG TOKEN
ARG USERNAME
ARG WHATEVER
RUN git clone https://${TOKEN}@github.com/a/b
RUN git clone https://x-access-token:$TOKEN@github.com/a/b
RUN pip install --index-url "https://${USERNAME}:${WHATEVER}@packages.example/simple" tagger
ENV UV_EXTRA_INDEX_URL=https://build:${TOKEN}@packages.example/simple

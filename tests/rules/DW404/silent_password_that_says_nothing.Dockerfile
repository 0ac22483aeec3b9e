FROM python:3.13-slim
ARG GITHUB_TOKEN
RUN git clone https://${GITHUB_TOKEN}:x-oauth-basic@github.com/owner/name.git

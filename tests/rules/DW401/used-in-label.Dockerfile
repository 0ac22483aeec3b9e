FROM python:3.13-slim
ARG API_KEY
LABEL key=$API_KEY
RUN ["fetch", "$API_KEY"]

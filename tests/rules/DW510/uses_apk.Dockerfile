FROM python:3.13-alpine
RUN apk add --no-cache git
RUN pip install torch==2.7.0

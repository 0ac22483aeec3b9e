FROM python:3.13-slim
ENV DATABASE_URL=postgres://postgres:postgres@db:5432/app
ENV BROKER=amqp://guest:guest@mq REDIS=redis://:changeme@cache

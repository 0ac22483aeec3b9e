FROM python:3.11-slim
ARG T=/c
RUN --mount=type=cache,target=$T true

FROM python:3.11-slim
WORKDIR /c
RUN --mount=type=cache true
RUN --mount=type=tmpfs,target=t true

FROM python:3.11-slim
RUN --mount=type=cash,target=/c true

FROM python:3.11-slim AS tools
FROM python:3.11-slim
ARG S=tools
RUN --mount=type=bind,from=$S,target=/m true

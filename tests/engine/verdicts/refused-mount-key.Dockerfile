FROM python:3.11-slim
RUN --mount=type=cache,target=/c,share=locked true

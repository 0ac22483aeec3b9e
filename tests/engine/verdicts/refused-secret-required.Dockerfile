FROM python:3.11-slim
RUN --mount=type=secret,id=none,required=perhaps true

FROM debian:13-slim
ARG FILE
COPY $FILE /app/

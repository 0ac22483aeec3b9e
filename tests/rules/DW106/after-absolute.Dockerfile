FROM alpine AS a
WORKDIR /app
FROM a
WORKDIR sub

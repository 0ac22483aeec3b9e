FROM golang:1.20 AS build
RUN go build -o /app .
FROM debian:13-slim
COPY --from=build /app /app

FROM python:3.13-slim AS build
WORKDIR /app
COPY app.py .
FROM gcr.io/distroless/python3-debian12
WORKDIR /app
COPY --from=build /app /app
CMD ["app.py"]

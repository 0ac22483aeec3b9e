FROM python:3.13-alpine
RUN apk add --no-cache gcc musl-dev
ENTRYPOINT ["gunicorn", "app:app"]

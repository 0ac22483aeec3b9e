FROM python:3.13-slim AS build
RUN python -m venv /venv
FROM gcr.io/distroless/python3-debian13
COPY --from=build /venv /venv
ENTRYPOINT ["/venv/bin/python", "app.py"]

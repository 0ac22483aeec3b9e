FROM python:3.11-slim AS build
RUN python -m venv /venv
FROM python:3.11-alpine
COPY --from=build /venv /venv
CMD ["/venv/bin/python", "app.py"]

FROM python:3.13-slim AS build
RUN python -m venv /opt/venv && /opt/venv/bin/pip install gunicorn==23.0.0
FROM python:3.13-slim
COPY --from=build /opt/venv /opt/venv
CMD ["gunicorn", "app:app"]

FROM python:3.13-slim AS triggers
ONBUILD RUN pip install --no-cache-dir gunicorn

FROM triggers
USER 10001
CMD ["gunicorn", "app:app"]

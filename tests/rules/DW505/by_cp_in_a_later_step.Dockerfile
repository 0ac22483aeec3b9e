FROM python:3.13-slim
WORKDIR /build
RUN python -m venv venv && venv/bin/pip install --no-cache-dir gunicorn==23.0.0
RUN cp -a /build/venv /opt/venv
USER 10001
CMD ["/opt/venv/bin/gunicorn", "--bind", "0.0.0.0:8000", "main:app"]

FROM python:3.13-slim
RUN python -m venv /tmp/venv && /tmp/venv/bin/pip install --no-cache-dir gunicorn==23.0.0 \
    && mv /tmp/venv /opt/venv && sed -i 's#/tmp/venv#/opt/venv#' /opt/venv/bin/*
CMD ["/opt/venv/bin/gunicorn", "--bind", "0.0.0.0:8000", "main:app"]

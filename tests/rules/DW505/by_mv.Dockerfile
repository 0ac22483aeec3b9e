FROM python:3.13-slim
RUN python -m venv /tmp/venv && /tmp/venv/bin/pip install --no-cache-dir gunicorn==23.0.0 \
    && mv /tmp/venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH
USER 10001
CMD ["gunicorn", "--bind", "0.0.0.0:8000", "main:app"]

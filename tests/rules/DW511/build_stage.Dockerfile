FROM python:3.12-slim-bookworm AS builder
RUN apt-get update && apt-get install -y --no-install-recommends libmagic1
RUN python -m venv /opt/venv
RUN /opt/venv/bin/pip install python-magic==0.4.27 soundfile==0.13.1
FROM python:3.12-slim-bookworm
COPY --from=builder /opt/venv /opt/venv

FROM python:3.13-slim
RUN python -m venv /opt/venv && /opt/venv/bin/pip install torch
RUN chmod -R a+rX /opt/venv

FROM python:3.12-slim
ENV PATH=/opt/venv/bin:$PATH
RUN python -m venv /opt/venv && pip install flask

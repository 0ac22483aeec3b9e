FROM python:3.12-slim AS build
RUN python -m venv /opt/venv
FROM python:3.12-slim
ENV VIRTUAL_ENV=/opt/venv
ENV PATH="$VIRTUAL_ENV/bin:$PATH"
CMD ["python", "app.py"]

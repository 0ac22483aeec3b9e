FROM python:3.13-slim AS triggers
ONBUILD COPY . /src

FROM triggers
COPY service /app
ENV PYTHONPATH=/src
USER 10001
CMD ["python", "main.py"]

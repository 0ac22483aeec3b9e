FROM python:3.13-slim AS base
WORKDIR /app
ONBUILD COPY . .
ONBUILD RUN pip install --no-cache-dir -r requirements.txt

FROM base
CMD ["python", "main.py"]

FROM python:3.11-slim
WORKDIR /app
COPY requirements.txt .
RUN pip install --target=/deps -r requirements.txt && cp -r /deps/. /usr/local/lib/python3.11/site-packages/
CMD ["python", "-m", "scorer"]

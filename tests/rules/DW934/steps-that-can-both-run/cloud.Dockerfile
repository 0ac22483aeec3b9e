FROM python:3.13-slim AS app
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt
USER 10001
CMD ["python", "-m", "http.server"]
FROM app AS debug
ENV DEBUG=1

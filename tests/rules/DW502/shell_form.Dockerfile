FROM python:3.12-slim AS b
RUN pip install --no-cache-dir gunicorn==23.0.0
FROM python:3.12-slim
COPY --from=b /usr/local/lib/python3.12/site-packages /usr/local/lib/python3.12/site-packages
COPY app.py .
CMD gunicorn -b 0.0.0.0:8000 app:app

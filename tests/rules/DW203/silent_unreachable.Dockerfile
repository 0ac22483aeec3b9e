FROM python:3.13-slim AS docs
COPY . .
RUN pip install -r requirements.txt
FROM python:3.13-slim
CMD ["python"]

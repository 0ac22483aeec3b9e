FROM python:3.13-slim
RUN pip install --no-cache-dir numpy>=1.26\
,<2 uvicorn>=0.20rc1 npm@>=1.x
USER 10001
CMD ["python", "-V"]

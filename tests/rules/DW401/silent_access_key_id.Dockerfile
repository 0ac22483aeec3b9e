FROM python:3.13-slim
ENV AWS_ACCESS_KEY_ID=minio-user
CMD ["python", "/srv/main.py"]

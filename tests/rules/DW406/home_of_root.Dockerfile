FROM python:3.13-slim
COPY app /root/app
WORKDIR /root/app
CMD ["python", "main.py"]

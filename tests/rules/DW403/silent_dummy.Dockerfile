FROM python:3.13-slim
# The client wants credentials, even dummy ones.
COPY .aws /root/.aws
CMD ["python", "/srv/main.py"]

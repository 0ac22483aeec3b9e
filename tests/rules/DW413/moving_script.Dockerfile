FROM python:3.13-slim
ADD https://bootstrap.pypa.io/get-pip.py /tmp/
CMD ["python", "/srv/main.py"]

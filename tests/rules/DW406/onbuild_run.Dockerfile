FROM python:3.11-slim
WORKDIR /usr/src/app
ONBUILD COPY . /usr/src/app
ONBUILD RUN apt-get update
CMD ["python", "app.py"]

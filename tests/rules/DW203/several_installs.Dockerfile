FROM python:3.13-slim
WORKDIR /code
COPY . /code
RUN apt-get update && apt-get install -y nginx
RUN pip install git+https://git.example/acme/log.git@v1
RUN pip install -r requirements/production.txt

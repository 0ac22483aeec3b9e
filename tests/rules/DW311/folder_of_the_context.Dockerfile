FROM python:3.13-slim
COPY . /src
RUN pip install /src && rm -rf /src

FROM python:3.11-slim
WORKDIR /app
COPY . .
ENV PIP_FIND_LINKS=/app/wheels PIP_NO_INDEX=1
RUN pip install -r requirements.txt

FROM python:3.13-slim
WORKDIR /srv
COPY requirements.txt .
RUN pip install -r requirements.txt
COPY . .
RUN pip install -r requirements-dev.txt
RUN pip install --no-deps .

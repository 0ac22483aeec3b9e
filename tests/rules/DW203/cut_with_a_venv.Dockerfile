FROM python:3.13-slim
WORKDIR /srv
COPY . .
RUN python -m venv .env && . .env/bin/activate && pip install -r requirements.txt && python build.py

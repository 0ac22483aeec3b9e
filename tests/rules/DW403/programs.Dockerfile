FROM python:3.13-slim
COPY secrets.py kaggle_secrets.py credentials.py /app/
COPY environment.yml env.sh .envrc.md /app/

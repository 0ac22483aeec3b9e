FROM python:3.12-slim
EXPOSE 8000
CMD ["uvicorn", "app:app", "--uds", "/run/app.sock"]

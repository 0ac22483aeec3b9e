FROM python:3.13-slim
ENV UVICORN_HOST=0.0.0.0
EXPOSE 8000
CMD ["uvicorn", "main:app"]

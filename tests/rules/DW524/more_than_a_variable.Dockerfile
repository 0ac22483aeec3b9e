FROM python:3.13-slim
RUN pip install uvicorn==0.34.0
CMD ["uvicorn", "main:app", "--host", "0.0.0.0", "--port", "$PORT", "--header", "Server:it's $NAME"]

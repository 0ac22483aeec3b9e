FROM python:3.13-slim
RUN pip install uvicorn==0.34.0
EXPOSE 8000
CMD ["sh", "-c", "exec uvicorn main:app --host '127.0.0.1' --port $PORT"]

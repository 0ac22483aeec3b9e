FROM python:3.11-slim
WORKDIR /app
COPY . .
RUN pip install --user -r requirements.txt
USER 10001
CMD ["python", "main.py"]

FROM python:3.11-slim
WORKDIR /app
COPY . .
RUN pip install --target=/deps -r requirements.txt
CMD ["python", "main.py"]

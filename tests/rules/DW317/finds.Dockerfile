FROM python:3.13-slim
RUN pip install flask pytest black==25.1.0
CMD ["python", "main.py"]

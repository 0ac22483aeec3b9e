FROM python:3.13-slim
RUN pip install --no-cache-dir transformers==4.56.2 flask
RUN pip install --no-cache-dir transformers==4.57.1
CMD ["python", "main.py"]

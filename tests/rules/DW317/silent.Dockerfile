FROM python:3.13-slim AS test
RUN pip install pytest
FROM python:3.13-slim
RUN pip install flask gunicorn
CMD ["python", "main.py"]

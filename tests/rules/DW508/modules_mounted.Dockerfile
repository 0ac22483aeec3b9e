FROM python:3.13-slim
ENV PYTHONPATH=/src
CMD ["python", "/src/app.py"]

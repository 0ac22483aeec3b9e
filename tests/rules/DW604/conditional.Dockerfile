FROM python:3.13-slim
RUN if true; then pip install torch fastapi; fi
CMD ["python", "main.py"]

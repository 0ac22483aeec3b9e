FROM python:3.13-slim
CMD ["python", "main.py"]
COPY main.py .
RUN python -m compileall .

FROM python:3.13-slim
RUN hf download acme/tagger
CMD ["python", "main.py"]

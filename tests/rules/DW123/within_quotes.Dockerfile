FROM python:3.13-slim
RUN sh -c "pip install --no-cache-dir attrs>=2"
RUN pip install --no-cache-dir 'boto3'>=1
USER 10001
CMD ["python", "-V"]

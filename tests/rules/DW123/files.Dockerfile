FROM python:3.13-slim
RUN pip install --no-cache-dir -r requirements.txt>1
RUN pip install --no-cache-dir flask>1.log
RUN apt-get update && apt-get install -y --no-install-recommends curl>1 && rm -rf /var/lib/apt/lists/*
USER 10001
CMD ["python", "-V"]

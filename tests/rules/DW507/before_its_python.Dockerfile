FROM ubuntu:24.04
RUN pip install --no-cache-dir flask
RUN apt-get update && apt-get install -y --no-install-recommends python3-pip && rm -rf /var/lib/apt/lists/*
USER 10001
CMD ["python3", "-V"]

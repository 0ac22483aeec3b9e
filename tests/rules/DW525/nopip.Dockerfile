FROM ubuntu:24.04
RUN pip install --no-cache-dir flask
USER 10001
CMD ["python3", "-V"]

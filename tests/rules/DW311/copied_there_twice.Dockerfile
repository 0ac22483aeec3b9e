FROM python:3.13-slim
COPY requirements.txt /tmp/demo/
RUN pip install --no-cache-dir -r /tmp/demo/requirements.txt
COPY . /tmp/demo
RUN pip install --no-cache-dir /tmp/demo && rm -rf /tmp/demo
USER 10001
CMD ["python", "-m", "demo"]

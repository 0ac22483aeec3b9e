FROM python:3.13-slim
COPY . /tmp/demo
RUN cd /tmp/demo && python setup.py install && rm -rf /tmp/demo
USER 10001
CMD ["python", "-m", "demo"]

FROM python:3.13-slim
RUN pip install --no-cache-dir requests<3 || pip install --no-cache-dir requests
RUN pip install --no-cache-dir requests<3; echo done
RUN pip install --no-cache-dir requests<3 && echo done || true
RUN pip install --no-cache-dir requests<3 && pip list | sort
USER 10001

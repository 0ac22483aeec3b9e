FROM python:3.13-slim
COPY requirements.txt /tmp/
RUN pip install --no-cache-dir -r /tmp/requirements.txt
ENV PYTHONPATH=/code
USER 10001
CMD ["python", "main.py"]

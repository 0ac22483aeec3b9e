FROM python:3.13-slim
RUN pip install --no-cache-dir -r requirements.txt; true
USER 10001
CMD ["python", "-V"]

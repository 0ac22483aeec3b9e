FROM python:3.12-bookworm
RUN pip install --no-cache-dir vllm==0.11.0
CMD ["python", "/srv/main.py"]

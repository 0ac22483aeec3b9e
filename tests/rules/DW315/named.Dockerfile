FROM python:3.13
RUN pip install --no-cache-dir numpy==2.3.5 flask==3.1.2
CMD ["python", "main.py"]

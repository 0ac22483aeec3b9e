FROM python:3.12-slim
RUN apt-get update && apt-get install -y --no-install-recommends git python3-numpy python3-pandas
CMD ["python", "main.py"]

FROM python:3.11-slim
RUN apt-get update && apt-get install -y --no-install-recommends curl gcc
RUN pip install opencv-python lightgbm

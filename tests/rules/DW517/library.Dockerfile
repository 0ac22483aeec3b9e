FROM python:3.12-slim
RUN apt-get update && apt-get install -y curl python3-numpy python3-opencv

FROM python:3.13-slim
RUN apt-get update && apt-get install -y libgl1 libglib2.0-0
RUN pip install opencv-python==4.11.0.86

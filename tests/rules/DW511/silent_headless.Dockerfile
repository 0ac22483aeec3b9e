FROM python:3.13-slim
RUN pip install opencv-python-headless==4.11.0.86

FROM python:3.12-slim
RUN apt-get update && apt-get install -y --no-install-recommends ffmpeg libportaudio2
RUN pip install opencv-python==4.11.0.86 sounddevice lightgbm

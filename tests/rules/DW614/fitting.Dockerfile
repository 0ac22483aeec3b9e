FROM python:3.12-slim
RUN pip install torch==2.6.0+cpu torchvision==0.21.0+cpu torchaudio==2.6.0+cpu

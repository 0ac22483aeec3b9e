FROM python:3.12-slim
RUN pip install torch==2.5.1 torchvision==0.21.0 torchaudio==2.6.0 --index-url https://download.pytorch.org/whl/cu124

FROM python:3.8-slim
RUN pip install torch --extra-index-url https://download.pytorch.org/whl/cu118

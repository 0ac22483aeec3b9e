FROM python:3.11-slim
RUN pip install torch==2.3.1+cpu -f https://download.pytorch.org/whl/torch_stable.html

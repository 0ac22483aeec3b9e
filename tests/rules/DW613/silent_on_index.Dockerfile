FROM python:3.12-slim
RUN pip install torch==2.7.1 --index-url https://download.pytorch.org/whl/cu118
RUN pip install torch --index-url https://download.pytorch.org/whl/cu118
RUN pip install torch==2.7.1+cu118 --extra-index-url https://download.pytorch.org/whl/cu118
RUN pip install torch --extra-index-url https://download.pytorch.org/whl/cpu

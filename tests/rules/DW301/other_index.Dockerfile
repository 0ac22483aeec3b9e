FROM python:3.13
RUN pip install torch==2.9.1 --index-url https://download.pytorch.org/whl/cpu

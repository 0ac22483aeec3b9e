FROM python:3.13-slim
RUN pip install torch==2.9.1
RUN pip install --force-reinstall torch==2.9.1

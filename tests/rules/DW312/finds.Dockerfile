FROM python:3.13-slim
RUN pip install torch==2.8.0 flask==3.0.0
RUN pip install torch==2.9.1
RUN pip install flask==3.1.2

FROM python:3.13-slim
RUN pip install torch flask
RUN pip install torch==2.5.1 flask==3.0.0
FROM python:3.13-slim
RUN pip install torch flask
RUN pip install torch==2.5.1 flask==3.0.0

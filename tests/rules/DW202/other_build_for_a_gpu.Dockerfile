FROM python:3.7-slim
RUN pip install tensorflow mxnet-cu90 flask

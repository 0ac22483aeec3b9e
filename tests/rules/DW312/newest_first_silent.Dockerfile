FROM python:3.13-slim
COPY constraints.txt .
RUN pip install 'torch<2.6' flask
RUN pip install torch==2.5.1 flask==3.0.0
RUN pip install -c constraints.txt transformers
RUN pip install transformers==4.57.1
RUN pip install tensorflow==2.18.0
RUN pip install tensorflow

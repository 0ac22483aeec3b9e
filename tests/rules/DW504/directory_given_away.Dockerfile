FROM python:3.12-slim
RUN chmod -R a+w /usr/local
USER 10001
RUN pip install flask

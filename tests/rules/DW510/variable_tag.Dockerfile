ARG V=3.13
FROM python:${V}-alpine
RUN pip install torch==2.7.0

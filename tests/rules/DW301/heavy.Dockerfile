FROM python:3.13-slim
RUN pip install torch==2.9.1 && pip3 install transformers==4.57.1
CMD ["python"]

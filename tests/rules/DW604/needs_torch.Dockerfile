FROM ubuntu:24.04
RUN pip install sentence-transformers==3.0.0

FROM registry.access.redhat.com/ubi9/python-312:latest
RUN pip install torch

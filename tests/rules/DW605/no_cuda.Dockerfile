FROM ubuntu:22.04
RUN pip install --index-url https://download.pytorch.org/whl/cu121 torch

FROM python:3.13-slim
RUN pip install https://example.org/x-1.0-cp313-cp313-manylinux1_x86_64.whl

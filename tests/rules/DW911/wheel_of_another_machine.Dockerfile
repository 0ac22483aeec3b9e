FROM --platform=linux/arm64 python:3.12-slim
RUN pip install --no-cache-dir https://index.example/oddity-1.0-cp312-cp312-manylinux_2_28_x86_64.whl

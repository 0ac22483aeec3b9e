FROM python:3.12-slim
ARG WHEEL
RUN pip install --no-cache-dir https://files.example/ledger-1.4.0-cp312-cp312-manylinux_2_17_aarch64.whl
RUN pip install --no-cache-dir https://files.example/ledger-1.4.0-py3-none-any.whl
RUN pip install --no-cache-dir https://files.example/ledger-1.4.0-cp39-abi3-manylinux2014_x86_64.whl
RUN pip install --no-cache-dir /wheels/*.whl "https://files.example/${WHEEL}.whl"
RUN pip install --no-cache-dir --target=/layer --platform=manylinux2014_x86_64 --python-version=3.10 --only-binary=:all: https://files.example/ledger-1.4.0-cp310-cp310-manylinux2014_x86_64.whl
USER 10001
CMD ["python", "-m", "ledger"]

FROM registry.example/base:1
RUN pip install --no-cache-dir https://files.example/ledger-1.4.0-cp310-cp310-manylinux2014_x86_64.whl
USER 10001
CMD ["python", "-m", "ledger"]

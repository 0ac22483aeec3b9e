FROM python:3.13-slim
RUN pip install --no-cache-dir https://files.example/ledger-1.4.0-cp313-cp313t-linux_x86_64.whl
USER 10001
CMD ["python", "-m", "ledger"]

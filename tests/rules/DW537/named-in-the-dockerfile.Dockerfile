FROM python:3.12-slim AS a
ARG PY=310
RUN pip install --no-cache-dir https://files.example/ledger-1.4.0-cp310-cp310-manylinux_2_17_x86_64.manylinux2014_x86_64.whl
RUN pip install --no-cache-dir "ledger @ https://files.example/ledger-1.4.0-cp${PY}-cp${PY}-linux_x86_64.whl"
RUN uv pip install --system ./ledger-1.4.0-cp312-cp312-musllinux_1_2_x86_64.whl
RUN pip install --no-cache-dir https://files.example/ledger-1.4.0-cp312-cp312-manylinux_2_99_x86_64.whl
RUN pip install --no-cache-dir https://files.example/ledger-1.4.0-cp312-cp312-win_amd64.whl

FROM --platform=linux/amd64 python:3.12-alpine
COPY --from=a /tmp/x /tmp/x
RUN pip install --no-cache-dir https://files.example/ledger-1.4.0-cp312-cp312-manylinux_2_17_x86_64.whl
RUN pip install --no-cache-dir https://files.example/ledger-1.4.0-cp312-cp312-musllinux_1_2_aarch64.whl
USER 10001
CMD ["python", "-m", "ledger"]

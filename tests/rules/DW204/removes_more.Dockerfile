FROM python:3.13-slim
RUN --mount=type=cache,target=/root/.cache/pip pip install flask && rm -rf /root/.cache /tmp/*
RUN --mount=type=cache,target=/root/.cache/pip \
    pip install flask \
    # tidy
    && rm -rf /root/.cache/pip/* /tmp/x
RUN --mount=type=cache,target=/root/.cache/pip <<EOF
pip install --no-cache-dir flask
EOF

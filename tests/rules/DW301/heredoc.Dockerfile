FROM python:3.13-slim
RUN <<EOF
set -e
pip install torch==2.9.1
EOF

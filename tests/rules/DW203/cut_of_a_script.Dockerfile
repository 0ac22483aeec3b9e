FROM python:3.13-slim
WORKDIR /srv
COPY . .
RUN <<EOF
set -e
pip install -r requirements.txt
python build.py
EOF

FROM python:3.11-slim
RUN <<EOF cat > /notes.txt
pip install torch
EOF

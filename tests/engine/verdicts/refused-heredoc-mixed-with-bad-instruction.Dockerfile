FROM python:3.11-slim
RUN <<EOF
echo
EOF
EOF

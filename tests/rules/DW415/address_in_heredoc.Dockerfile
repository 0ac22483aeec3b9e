FROM python:3.13
ARG PIP_PASSWORD
RUN <<EOF
cat > /etc/pip.conf <<X
[global]
index-url = https://u:${PIP_PASSWORD}@packages.example/simple
X
EOF

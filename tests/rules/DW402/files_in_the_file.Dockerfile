FROM python:3.13-slim
COPY <<EOF /app/.env
DEBUG=1
API_KEY=k3Xv9QpL2mZ7rT5wY8bN4cF6
token: "npm_Vq3XkR8sT1mZ5yB7nC2wD9pL4fG6hJ0aQe12"
EOF
COPY <<EOF /root/.ssh/id_rsa
-----BEGIN OPENSSH PRIVATE KEY-----
b3BlbnNzaC1rZXktdjEAAAAA
EOF

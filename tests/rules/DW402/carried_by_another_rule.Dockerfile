FROM python:3.13-slim
RUN git clone https://ghp_Vq3XkR8sT1mZ5yB7nC2wD9pL4fG6hJ0aQe12@github.com/a/b
ENV PIP_INDEX_URL=https://user:k3Xv9QpL2m@index.example/simple

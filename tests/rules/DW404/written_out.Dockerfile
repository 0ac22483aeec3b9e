FROM python:3.13-slim
RUN pip install --index-url https://build:k3Xv9QpL2m@packages.example/simple tagger
RUN git clone https://ghp_Vq3XkR8sT1mZ5yB7nC2wD9pL4fG6hJ0aQe12@github.com/a/b
RUN git clone https://oauth2:glpat-Vq3XkR8sT1mZ5yB7nC2w@gitlab.example/a/b
ADD https://ci:k3Xv9QpL2m@files.example/a.tar.gz /opt/

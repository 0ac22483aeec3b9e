FROM python:3.13-slim AS build
RUN git clone https://oauth2:glpat-Vq3XkR8sT1mZ5yB7nC2w@gitlab.example/a/b
FROM python:3.13-slim

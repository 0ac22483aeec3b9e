FROM python:3.13-slim
ENV DATABASE_URL=postgres://app:k3Xv9QpL2m@db.example/app

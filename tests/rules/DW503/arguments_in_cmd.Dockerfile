FROM python:3.12-slim
ENTRYPOINT ["mlflow", "server"]
CMD ["--port", "5000"]

import mlflow

print(mlflow)

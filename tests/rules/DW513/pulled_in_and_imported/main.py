import git
import mlflow

print(mlflow, git.Repo("."))

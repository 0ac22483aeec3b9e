# Development image of the project.
FROM python:3.13-slim
COPY . /src
CMD ["python", "/src/main.py"]

FROM python:3.13-slim
RUN apt-get update && apt-get install -y --no-install-recommends tini
HEALTHCHECK CMD curl -X POST -d '{}' http://localhost:8000/ || exit 1
CMD ["python", "main.py"]

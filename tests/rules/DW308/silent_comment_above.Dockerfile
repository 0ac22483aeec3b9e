FROM python:3.13-slim
# Triton compiles its launcher with gcc.
RUN apt-get update && apt-get install -y --no-install-recommends gcc
COPY . /srv
CMD ["python", "/srv/main.py"]

FROM nvidia/cuda:12.9.1-runtime-ubuntu24.04
RUN apt-get update && apt-get install -y --no-install-recommends rustc cargo
COPY . /srv
CMD ["python3", "/srv/main.py"]

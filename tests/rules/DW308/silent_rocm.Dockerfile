FROM rocm/pytorch:rocm6.2.3_ubuntu22.04_py3.10_pytorch_release_2.3.0
RUN apt-get update && apt-get install -y --no-install-recommends build-essential
COPY . /srv
CMD ["python3", "/srv/main.py"]

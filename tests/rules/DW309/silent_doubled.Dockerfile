FROM nvidia/cuda:12.9.1-devel-ubuntu24.04
RUN apt-get update && apt-get install -y --no-install-recommends python3-pip
RUN pip install --break-system-packages --no-cache-dir torch==2.9.1
CMD ["python3", "/srv/main.py"]

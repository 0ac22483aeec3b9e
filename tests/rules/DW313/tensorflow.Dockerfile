FROM nvidia/cuda:12.9.1-devel-ubuntu24.04
RUN pip install "tensorflow[and-cuda]==2.20.0"
CMD ["python3", "/srv/main.py"]

FROM nvidia/cuda:12.9.1-devel-ubuntu24.04
RUN pip install --break-system-packages --no-cache-dir torch==2.9.1 && pip install vllm==0.9.0
CMD ["python3", "/srv/main.py"]

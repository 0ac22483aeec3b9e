FROM nvidia/cuda:12.9.1-devel-ubuntu24.04
RUN pip install --break-system-packages --no-cache-dir torch==2.9.1
CMD ["/bin/bash"]

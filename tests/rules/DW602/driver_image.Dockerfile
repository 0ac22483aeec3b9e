FROM nvcr.io/nvidia/driver:535-ubuntu22.04
RUN apt-get install -y nvidia-utils-535

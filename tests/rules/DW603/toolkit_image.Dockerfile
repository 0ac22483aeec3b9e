FROM nvcr.io/nvidia/k8s/container-toolkit:v1.17.0
RUN apt-get install -y nvidia-container-toolkit

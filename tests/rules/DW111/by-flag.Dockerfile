FROM --platform=linux/s390x nvidia/cuda:12.4.1-runtime-ubuntu22.04

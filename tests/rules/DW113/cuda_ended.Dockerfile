FROM nvidia/cuda:11.8.0-runtime-ubuntu22.04

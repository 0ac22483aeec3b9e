FROM nvcr.io/nvidia/cuda:latest

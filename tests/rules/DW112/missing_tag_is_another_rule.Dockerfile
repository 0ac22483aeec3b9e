FROM nvidia/cuda:latest

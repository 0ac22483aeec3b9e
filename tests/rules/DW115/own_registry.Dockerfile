FROM registry.example/nvidia/cuda:latest

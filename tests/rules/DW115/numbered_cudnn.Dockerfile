FROM nvidia/cuda:12.4.1-cudnn8-devel-ubuntu22.04

FROM nvidia/cuda:12.2.0-cudnn-devel-ubuntu22.04

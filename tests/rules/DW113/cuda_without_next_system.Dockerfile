FROM nvidia/cuda:11.3.1-cudnn8-devel-ubuntu20.04

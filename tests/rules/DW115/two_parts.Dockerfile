FROM nvidia/cuda:12.4-devel-ubuntu22.04

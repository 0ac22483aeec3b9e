FROM nvidia/cuda:12.2.0-runtime-ubuntu22.04
ENV A=1 NVIDIA_VISIBLE_DEVICES=GPU-aaaabbbb-cccc-dddd-eeee-ffffffffffff

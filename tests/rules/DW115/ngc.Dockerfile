FROM nvcr.io/nvidia/pytorch

FROM nvcr.io/nvidia/l4t-jetpack:r36.2.0
RUN python3 -c "import torch; assert torch.cuda.is_available()"

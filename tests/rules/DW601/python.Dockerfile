FROM nvidia/cuda:12.2.0-devel-ubuntu22.04
RUN python3 -c "import torch; print(torch.cuda.is_available())"
RUN python3 -c "import torch; assert torch.cuda.is_available()"
RUN python3 -c "import torch; assert(torch.cuda.is_available())"
RUN python3 -c "import torch; print(torch.cuda.get_device_name(0))"
RUN python -c "import tensorflow as tf; n = len(tf.config.list_physical_devices('GPU'))"

FROM nvidia/cuda:12.4.1-devel-ubuntu22.04
RUN pip install torch-scatter -f https://data.pyg.example/whl/torch-2.4.0+cu124.html
RUN pip install ./torch_scatter-2.1.2-cp311-cp311-linux_x86_64.whl

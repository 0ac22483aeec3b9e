FROM nvidia/cuda:12.9.1-devel-ubuntu24.04
CMD ["/bin/bash"]

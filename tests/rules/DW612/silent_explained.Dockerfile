FROM nvidia/cuda:12.9.1-devel-ubuntu24.04
# The stubs are for machines without a GPU; where there is one, set the variable anew.
ENV LD_LIBRARY_PATH=/usr/local/cuda/lib64/stubs:$LD_LIBRARY_PATH
CMD ["/app"]

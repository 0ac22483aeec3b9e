FROM nvcr.io/nvidia/pytorch:25.10-py3
ENV LD_LIBRARY_PATH=/usr/local/cuda/lib64/stubs:${LD_LIBRARY_PATH:+:${LD_LIBRARY_PATH}}
CMD ["/app"]

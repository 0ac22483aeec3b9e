FROM nvidia/cuda:8.0-devel-ubuntu16.04
COPY serve /usr/local/bin/
CMD ["serve"]

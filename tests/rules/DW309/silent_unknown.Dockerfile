ARG FLAVOUR
FROM nvidia/cuda:12.9.1-${FLAVOUR}-ubuntu24.04
COPY devel /usr/local/bin/
CMD ["engine"]

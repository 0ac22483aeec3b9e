FROM scratch
ARG U=5 V=/v
USER $U:$U
VOLUME $V /w

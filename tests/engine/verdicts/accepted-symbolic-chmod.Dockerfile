FROM scratch
COPY --chmod=rw a.txt /

FROM scratch base
COPY a.txt /

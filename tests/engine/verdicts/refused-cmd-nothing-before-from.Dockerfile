CMD a
FROM scratch
COPY a.txt /

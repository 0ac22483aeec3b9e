# escape=x
FROM scratch
COPY a.txt /

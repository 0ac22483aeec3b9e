# escape=\
# escape=\
FROM scratch
COPY a.txt /

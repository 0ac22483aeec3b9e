FROM --platform=linux/ scratch
COPY a.txt /

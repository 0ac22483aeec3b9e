FROM --platform=$BUILDPLATFORM scratch
COPY a.txt /

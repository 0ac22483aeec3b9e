FROM scratch
MAINTAINER me and you
COPY a.txt /
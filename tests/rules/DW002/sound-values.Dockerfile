ARG TAG
FROM python:3.13-slim AS python
FROM python AS again
FROM Example.ORG:5000/python AS other-words
FROM base:$TAG
ADD --checksum=sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d https://example.org/a /
ADD --checksum=24454f830cdb571e2c4ad15481119c43b3cafd48 https://github.com/a/b.git /
ARG URL SIGNAL
ADD --checksum=sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d $URL /
STOPSIGNAL $SIGNAL
STOPSIGNAL sigRTmax-14
STOPSIGNAL -1
STOPSIGNAL 9
ONBUILD STOPSIGNAL SIGNONE
FROM Base:$TAG

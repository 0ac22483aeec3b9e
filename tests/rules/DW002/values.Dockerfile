FROM Python:3.13-slim AS upper
FROM --platform=linux/ python:3.13-slim AS platform
ADD --checksum=sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d a.txt /
ADD --checksum=sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d https://example.org/a https://example.org/b /
COPY https://example.org/a /
STOPSIGNAL SIGNONE
STOPSIGNAL RTMIN+16
STOPSIGNAL 0

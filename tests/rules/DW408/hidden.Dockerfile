FROM debian:13-slim
ARG WHAT
ARG EXT
ADD $WHAT /srv/
ADD a.$EXT /srv/

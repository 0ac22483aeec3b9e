FROM scratch
ARG P=80
EXPOSE $P 81/udp 82-84/tcp 85/sctp

FROM alpine
EXPOSE 80 80/udp $P/TCP

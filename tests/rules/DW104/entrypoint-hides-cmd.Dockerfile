FROM alpine
ENTRYPOINT serve
CMD echo

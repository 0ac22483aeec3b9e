FROM debian
ENTRYPOINT serve
CMD echo

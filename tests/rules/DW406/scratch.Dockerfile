FROM scratch
COPY run /run
ENTRYPOINT ["/run"]

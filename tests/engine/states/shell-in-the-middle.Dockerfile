FROM scratch
CMD before
SHELL ["/s", "-e"]
ENTRYPOINT after

"""The reader of shell scripts: what RUN, CMD, ENTRYPOINT and HEALTHCHECK hand to a shell."""

FROM debian:13
ARG APT_OPTIONS
RUN apt-get install $APT_OPTIONS curl
RUN apt-get install optional-thing || true
RUN apt-get --dry-run install curl

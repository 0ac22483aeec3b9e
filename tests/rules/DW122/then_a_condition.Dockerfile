FROM debian:13
RUN apt-get install -y curl; if test -f /x; then rm /x; fi

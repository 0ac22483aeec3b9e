FROM debian:13
CMD apt-get && [ apt-get

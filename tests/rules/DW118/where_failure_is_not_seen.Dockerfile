FROM debian:13
RUN apt-get install curl; true
RUN apt-get install curl | tee log
RUN set -e; apt-get install curl; true
RUN if true; then apt-get install curl; fi
RUN apt-get install curl && a; b
RUN ["apt-get", "install", "curl"]
RUN sh -c "apt-get install curl"
RUN apt-get \
    # why
    install \
    curl
RUN <<EOF
apt-get install curl
true
EOF

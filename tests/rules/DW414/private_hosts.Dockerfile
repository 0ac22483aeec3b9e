FROM buildpack-deps:trixie-curl
RUN curl -sSL http://localhost:8080/install.sh | sh && wget http://mirror/a.deb && curl -O http://127.0.0.1/a.sh

FROM debian:13-slim
WORKDIR /build
RUN git clone https://github.com/acme/one && cd one && make install && cd .. && rm -rf one
RUN git clone https://github.com/acme/two && mv two /opt/two
RUN git clone https://github.com/acme/three && cd three && git log -1
RUN git clone git@github.com:acme/four.git
RUN git clone https://git.example/acme/five
RUN git clone https://user:token@github.com/acme/six.git
RUN git clone --filter=blob:none https://github.com/acme/seven.git
RUN wget https://files.example/start && git clone https://github.com/acme/eight.git
RUN git clone https://github.com/acme/nine.git && chown -R 10001 nine
RUN test -d ten || git clone https://github.com/acme/ten.git
RUN if true; then git clone https://github.com/acme/eleven.git; fi
RUN --mount=type=secret,id=netrc,target=/root/.netrc git clone https://github.com/acme/twelve.git
RUN cd $(mktemp -d) && git clone https://github.com/acme/thirteen.git
RUN GIT_SSL_NO_VERIFY=1 git clone https://github.com/acme/fourteen.git
RUN mkdir /srv/x && git clone https://github.com/acme/fifteen.git /srv/x/y
USER 10001

FROM debian:13
WORKDIR /srv
RUN cd /opt/tool && ./configure \
    # why
    && make
RUN cd /srv && make
RUN --network=none cd /x && make
# about it
  RUN cd /y && make
RUN cd /y; make
RUN cd $DIR && make
RUN cd relative && make
RUN cd /y && make && cd /z && make
RUN (cd /y && make)
RUN make && cd /y && make
RUN cd /y || make
RUN <<EOF
cd /y
make
EOF
RUN ["cd", "/y"]
ONBUILD RUN cd /y && make
FROM unknown.example/x:1
RUN cd /y && make

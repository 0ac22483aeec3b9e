FROM debian:13-slim
WORKDIR /opt
RUN mkdir src && cd src && curl -fsSLO https://x.example/lib-3.zip && unzip lib-3.zip && cd lib-3 && ./configure
RUN wget -O /tmp/mpi.tar.bz2 https://x.example/mpi.tar.bz2 && cd /tmp && tar xf mpi.tar.bz2
RUN wget -P /var/tmp https://x.example/data.tar && tar xf /var/tmp/data.tar
RUN cd "$SOME" && wget https://x.example/c.tar.xz && tar xf c.tar.xz && cd c
RUN <<EOF
wget https://x.example/Miniconda3-latest-Linux-x86_64.sh
bash Miniconda3-latest-Linux-x86_64.sh -b
EOF

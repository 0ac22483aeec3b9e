FROM debian:13
RUN apt -qq update; /usr/bin/apt -y upgrade && apt full-upgrade -y && "apt" install x
RUN apt list --installed && apt install -y x
RUN apt install -y x && apt show x
RUN bash -c "apt install -y x"
RUN <<EOF
if true; then apt install -y x; fi
( DEBIAN_FRONTEND=noninteractive apt autoremove -y )
EOF
RUN apt
RUN for p in a b; do apt install -y $p; done

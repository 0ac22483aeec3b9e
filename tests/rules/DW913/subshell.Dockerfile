FROM ubuntu:24.04
RUN (cd /opt && make)
RUN for d in a b; do cd $d; done
RUN cd - && cd

FROM debian:13
COPY a b $HOME
RUN cd /x && 

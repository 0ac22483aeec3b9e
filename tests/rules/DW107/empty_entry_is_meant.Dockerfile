FROM ubuntu:24.04
ENV MANPATH=/opt/tool/man:$MANPATH

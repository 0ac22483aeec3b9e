FROM fedora:43
RUN dnf install -y curl
RUN dnf clean all
RUN dnf -y upgrade
RUN dnf clean all && dnf install -y git
ONBUILD RUN dnf install -y git

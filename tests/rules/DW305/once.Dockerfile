FROM rockylinux:9
RUN dnf install -y git
RUN dnf install -y wget
RUN dnf install -y tar && dnf clean all
RUN dnf install -y unzip

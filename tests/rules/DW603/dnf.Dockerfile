FROM fedora:42
RUN dnf install -y libnvidia-container-tools

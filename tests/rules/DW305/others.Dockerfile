FROM opensuse/leap:15.6
RUN zypper install -y curl
RUN yum install -y curl
RUN pacman -S --noconfirm curl

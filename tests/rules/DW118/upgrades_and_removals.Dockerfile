FROM debian:12
RUN apt-get update && apt-get upgrade
RUN apt-get autoremove
RUN apt-get update && apt-get install -y gcc && make && apt-get purge gcc
RUN apt-get autoremove --purge
RUN apt-get remove git
RUN apt full-upgrade
FROM fedora:41
RUN dnf upgrade
RUN dnf -y install gcc
RUN dnf remove gcc
FROM opensuse/leap:15.6
RUN zypper update
FROM archlinux:base-20260101.0.1
RUN pacman -Syu

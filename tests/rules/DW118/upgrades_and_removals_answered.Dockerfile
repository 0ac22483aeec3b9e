FROM debian:12
RUN apt-get update && apt-get upgrade -y && apt-get -qq dist-upgrade
RUN apt-get autoremove -y && apt-get autoclean
RUN yes | apt-get purge gcc
RUN apt-get remove git || true
FROM fedora:41
RUN dnf upgrade --assumeyes
FROM alpine:3.20
RUN apk upgrade && apk del git
FROM archlinux:base-20260101.0.1
RUN pacman -Syu --noconfirm

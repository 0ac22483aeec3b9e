FROM fedora:43 AS builder
RUN dnf install -y gcc
FROM fedora:43
RUN apk add --no-cache curl
RUN apk add curl && rm -rf /var/cache/apk/*
RUN --mount=type=cache,target=/var/cache/apk apk add curl
RUN dnf install -y curl && dnf clean all
RUN dnf install -y curl && rm -rf /var/cache/dnf
RUN --mount=type=cache,target=/var/cache/libdnf5 dnf install -y curl
RUN yum install -y curl && yum clean all
RUN zypper install -y curl && zypper clean
RUN pacman -S --noconfirm curl && pacman -Scc --noconfirm
RUN pacman -U --noconfirm /tmp/x.pkg.tar.zst
RUN dnf list

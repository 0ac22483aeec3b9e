FROM debian:13-slim AS package
RUN apt-get update && apt-get install -y --no-install-recommends tor slapd && rm -rf /var/lib/apt/lists/*
USER debian-tor
RUN whoami
USER openldap

FROM debian:13-slim AS file
COPY service.deb /tmp/
RUN dpkg -i /tmp/service.deb
USER service-user

FROM debian:13-slim AS file_by_apt
COPY service.deb /tmp/
RUN apt-get update && apt-get install -y --no-install-recommends /tmp/service.deb && rm -rf /var/lib/apt/lists/*
USER service-user

FROM python:3.13-slim AS by_python
COPY accounts.py /tmp/
RUN python3 /tmp/accounts.py
USER app

FROM debian:13-slim AS copied
COPY rootfs /tmp/rootfs
RUN cp -a /tmp/rootfs/. /
USER app

FROM debian:13-slim AS unpacked
COPY rootfs.tar /tmp/
RUN tar -C / -xf /tmp/rootfs.tar
USER app

FROM debian:13-slim AS files
COPY passwd group /etc/
USER app

FROM debian:13-slim AS triggers
ONBUILD RUN useradd app

FROM triggers
USER app
CMD ["python", "-V"]

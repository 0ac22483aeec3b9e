ARG RELEASE="20.04"
FROM ubuntu:$RELEASE AS a
FROM nvidia/cuda:12.2.2-base-ubuntu$RELEASE
COPY --from=a /bin/true /opt/true

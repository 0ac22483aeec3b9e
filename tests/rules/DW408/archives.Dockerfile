FROM debian:13-slim
ADD rootfs.tar.gz /
ADD data.tgz data.tar.xz /data/
ADD *.tar.bz2 /srv/
ADD "x.TAR" /srv/

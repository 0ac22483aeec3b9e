FROM debian:12-slim
ADD http://my.bucket.s3.amazonaws.com/install.sh /srv/
ADD http://bucket.s3.amazonaws.com/install.sh /srv/
USER 10001

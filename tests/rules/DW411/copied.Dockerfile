FROM debian:13-slim
COPY --chmod=777 run.sh /srv/
ADD --chmod=0757 a.tar /srv/

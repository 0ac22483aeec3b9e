FROM debian:13-slim
COPY id_rsa.pub /root/.ssh/authorized_keys
COPY known_hosts config /root/.ssh/
COPY ca.crt ca.pem chain.pem /etc/ssl/
COPY certs/tls.key.pub /srv/

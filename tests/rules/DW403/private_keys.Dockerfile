FROM debian:13-slim
COPY id_rsa /root/.ssh/id_rsa
COPY deploy/id_ed25519 /tmp/
ADD certs/site.key /etc/nginx/
COPY go_github_key.pem keystore.p12 /srv/
COPY deploy /home/app/.ssh/id_rsa

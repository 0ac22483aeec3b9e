FROM debian:13-slim
RUN export DEBIAN_FRONTEND=noninteractive && mkdir -p /srv/www \
 && chown -R www-data /srv/www \
 && git clone https://github.com/acme/certbot /opt/certbot
RUN rm -rf /opt && git clone https://github.com/acme/tool /opt/tool
RUN export GIT_SSL_NO_VERIFY=1 && git clone https://github.com/acme/other /opt/other
USER 10001

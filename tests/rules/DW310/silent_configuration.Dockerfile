FROM alpine:3.22
COPY pgbouncer/ /etc/pgbouncer/
COPY ssh/ /root/.ssh/
COPY pool.ini.tmpl /srv/pool/
RUN chown -R postgres /etc/pgbouncer && chmod -R 600 /root/.ssh && chown -R postgres /srv/pool

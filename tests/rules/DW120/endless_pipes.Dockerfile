FROM debian:13-slim AS before
RUN tr -dc a-z < /dev/urandom | head -c 16 > /etc/name
RUN head -c 16 /dev/urandom | base64 > /etc/other
RUN wget -nv -O - https://tool.example/list | sort > /srv/list
FROM debian:13-slim AS behind
RUN wget -nv -O - https://tool.example/list | sort > /srv/list
FROM behind AS heir
RUN yes | /opt/sdk/bin/manager --licenses
FROM before
RUN sh -c 'yes | /opt/sdk/bin/manager --licenses'
USER 10001
CMD ["/bin/true"]

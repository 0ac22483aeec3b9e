FROM alpine:3.24 AS called
RUN bash -c 'ls'

FROM alpine:3.24
SHELL ["/bin/bash", "-c"]
RUN curl --version
COPY --from=called /etc/os-release /srv/a
USER 10001

FROM debian:13-slim
ARG MODE
RUN chmod $MODE /data && chmod --reference=/a /b
COPY --chmod=$MODE a /srv/

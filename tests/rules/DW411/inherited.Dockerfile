FROM debian:13-slim AS base
RUN chmod 777 /data
FROM base

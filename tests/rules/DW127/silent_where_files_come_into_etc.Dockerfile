FROM debian:12-slim AS one
COPY passwd group /etc/
USER app
CMD ["id"]

FROM debian:12-slim AS two
WORKDIR /etc
COPY passwd .
USER app
CMD ["id"]

FROM debian:12-slim AS three
RUN --mount=type=bind,target=/mnt cp /mnt/passwd /etc/
USER app
CMD ["id"]

FROM debian:12-slim AS four
COPY app.conf /usr/lib/sysusers.d/
RUN systemd-sysusers
USER app
CMD ["id"]

FROM scratch
COPY --from=one / /one
COPY --from=two / /two
COPY --from=three / /three
COPY --from=four / /four

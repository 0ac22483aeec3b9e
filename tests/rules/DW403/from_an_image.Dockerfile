FROM debian:13-slim
COPY --from=busybox:1.37 /etc/.env /etc/

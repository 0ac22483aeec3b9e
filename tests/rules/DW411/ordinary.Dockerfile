FROM debian:13-slim
RUN chmod 755 /data && chmod +x run.sh && chmod g+w /data && chmod u+w a && chmod g=u /data && chmod o-w b && chmod 775 c
COPY --chmod=755 run.sh /srv/

FROM debian:13-slim
RUN chmod 1777 /data && chmod a+rwxt /spool

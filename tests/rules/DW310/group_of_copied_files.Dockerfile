FROM debian:13-slim
COPY --chown=0:0 backend /app
RUN chgrp -R 0 /app

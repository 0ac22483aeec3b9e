FROM python:3.11-slim
COPY --chown=1:1 --chmod=644 --link a.txt /
ADD --chown=root a.txt /b/
RUN --network=none true
HEALTHCHECK --interval=5s --timeout=1s --start-period=1s --start-interval=1s --retries=2 CMD true

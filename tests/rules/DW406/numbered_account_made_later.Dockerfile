FROM debian:13-slim
WORKDIR /srv
COPY server.py .
RUN useradd --uid 2000 worker
CMD ["/srv/server.py"]

FROM debian:13-slim
WORKDIR /srv
COPY lib lib
RUN useradd worker
COPY server.py .
CMD ["/srv/server.py"]

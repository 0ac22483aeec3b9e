FROM debian:13-slim
COPY notes.txt /srv/

FROM debian:13-slim
ADD --unpack=true blob /srv/

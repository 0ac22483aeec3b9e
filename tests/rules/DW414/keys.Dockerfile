FROM debian:11-slim
RUN wget -qO- http://repo.example/pubkey | apt-key add -
RUN rpm --import http://repo.example/RPM-KEY

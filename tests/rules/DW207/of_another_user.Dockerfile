FROM debian:13-slim
RUN useradd --create-home app
USER app
WORKDIR /home/app
RUN git clone https://git.example/acme/tagger.git
CMD ["tagger/run"]

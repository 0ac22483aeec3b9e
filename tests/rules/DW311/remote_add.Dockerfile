FROM debian:13-slim
ADD https://models.example/tagger.zip /tmp/
RUN unzip /tmp/tagger.zip && rm -rf /tmp/*

FROM debian:13-slim
RUN wget https://models.example/tagger.tar.gz
RUN tar xf tagger.tar.gz && rm tagger.tar.gz

FROM debian:13-slim
WORKDIR /opt
RUN wget https://a.example/tagger.tar.gz && tar -xzf tagger.tar.gz \
 # build it
 && cd tagger && make install

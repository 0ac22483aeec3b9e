FROM debian:13-slim
RUN wget https://a.example/tagger.tar.gz && tar -xzf tagger.tar.gz
RUN sha256sum tagger.tar.gz > /sums

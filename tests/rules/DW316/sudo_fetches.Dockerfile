FROM debian:13-slim
RUN sudo wget https://a.example/tagger.tar.gz; sudo tar -xzf tagger.tar.gz || exit 1

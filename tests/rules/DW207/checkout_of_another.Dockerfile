FROM python:3.13
RUN git clone https://git.example/acme/tagger.git
RUN git clone https://git.example/acme/other.git && cd other && git checkout 6408a430fc504a38b04d37c

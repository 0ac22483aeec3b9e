FROM ubuntu:24.04
RUN wget -q https://downloads.example/a
RUN curl -O https://downloads.example/b && wget https://downloads.example/c

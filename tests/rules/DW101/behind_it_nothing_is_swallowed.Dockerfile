FROM debian:13
RUN mkdir /a \

 && mkdir /b \

 && mkdir /c

FROM python:3.13 AS unused
RUN git clone https://git.example/acme/tagger.git
FROM python:3.13
ARG REF
RUN git clone --branch v1.2.3 https://git.example/acme/a.git
RUN git clone --branch $REF https://git.example/acme/b.git
RUN git clone https://git.example/acme/c.git && cd c && git checkout 0f3ab12
RUN git clone https://git.example/acme/d.git && git -C d reset --hard 0f3ab12
ONBUILD RUN git clone https://git.example/acme/e.git
RUN git status

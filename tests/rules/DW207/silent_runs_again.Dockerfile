FROM python:3.13 AS a
ADD https://api.github.com/repos/acme/tagger/git/refs/heads/main /tmp/version.json
RUN git clone https://github.com/acme/tagger /opt/tagger
FROM python:3.13 AS b
ARG CACHEBUST=1
RUN git clone https://git.example/acme/tagger.git
FROM python:3.13
ARG GIT_SHA
RUN git clone https://git.example/acme/tagger.git
COPY --from=a /opt /opt
COPY --from=b /opt /opt

FROM debian:13
COPY a.txt b.txt app
ADD ["a.txt", "b.txt", "/srv/app"]
COPY --from=docker a b /usr/local/bin
COPY conf*.json conf.json
ONBUILD COPY a b c

FROM debian:13-slim
ADD https://files.example/a.txt /srv/
ADD git@git.example:a/b.git /srv/
ADD https://git.example/a/b.git#v1 /srv/

FROM debian:13-slim
ONBUILD ADD . /srv

FROM alpine:3.20
COPY $foo .
ARG foo=bar
USER ${name}
ENV A=$A:/x
LABEL l=$nothing

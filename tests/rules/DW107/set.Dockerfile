FROM alpine:3.20 AS a
ARG one
ENV two=2
FROM a
ARG TARGETARCH
ENV A=$one$two$TARGETARCH B=${none:-x} C=${none:+:x}
RUN echo $foo
ONBUILD ENV D=$foo
ENV E=\$foo F='$foo'

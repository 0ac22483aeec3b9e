FROM alpine
COPY --form=build a b
HEALTHCHECK --interval=5 CMD true
ONBUILD FROM scratch

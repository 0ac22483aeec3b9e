FROM gcr.io/distroless/static-debian12
RUN true
USER 10001

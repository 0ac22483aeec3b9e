FROM jetson-wheels AS wheels
FROM ubuntu:24.04
COPY --from=wheels /w /w

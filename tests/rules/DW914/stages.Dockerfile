FROM ubuntu:24.04 AS a
RUN wget -q https://downloads.example/a
FROM ubuntu:24.04
RUN curl -O https://downloads.example/b
COPY --from=a /a /a

FROM debian:13-slim AS fetch
RUN wget https://models.example/a.tar.gz && tar xf a.tar.gz
FROM debian:13-slim
COPY --from=fetch /a /a

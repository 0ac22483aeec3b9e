FROM debian:13 AS build1
FROM debian:13 AS code
FROM debian:13 AS assets
FROM debian:13
COPY --from=build2 /out /out
COPY --from=node /usr/local/bin/node /usr/local/bin/node
COPY --from=registry.example/asset /a /b
COPY --from=sources /a /b
COPY --from=Assets /a /b

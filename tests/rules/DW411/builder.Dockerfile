FROM debian:13-slim AS build
RUN chmod 777 /src
FROM debian:13-slim
COPY --from=build /src/a /

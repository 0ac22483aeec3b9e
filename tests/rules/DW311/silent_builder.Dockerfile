FROM debian:13-slim AS build
COPY . /src
RUN rm -rf /src/.git /src
FROM debian:13-slim
COPY --from=build /out /out

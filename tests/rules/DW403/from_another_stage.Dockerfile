FROM debian:13-slim AS build
RUN true
FROM debian:13-slim
COPY --from=build /root/.ssh/id_rsa /root/.ssh/id_rsa

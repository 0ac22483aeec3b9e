FROM --platform=$BUILDPLATFORM debian:13-slim AS fetch
RUN ARCH=$(dpkg --print-architecture) && curl -fsSLo /opt/tool "https://downloads.example/tool-${ARCH}"
FROM debian:13-slim
COPY --from=fetch /opt/tool /opt/tool
USER 10001
CMD ["/opt/tool"]

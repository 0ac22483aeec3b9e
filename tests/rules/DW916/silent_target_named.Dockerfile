FROM --platform=$BUILDPLATFORM debian:13-slim AS fetch
ARG TARGETARCH
RUN curl -fsSLo /opt/tool "https://downloads.example/tool-$(uname -m)-$TARGETARCH"
FROM debian:13-slim
COPY --from=fetch /opt/tool /opt/tool
USER 10001
CMD ["/opt/tool"]

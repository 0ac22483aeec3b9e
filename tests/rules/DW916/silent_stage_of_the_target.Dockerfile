FROM debian:13-slim AS fetch
RUN curl -fsSLo /opt/tool "https://downloads.example/tool-$(uname -m)"
FROM debian:13-slim
COPY --from=fetch /opt/tool /opt/tool
USER 10001
CMD ["/opt/tool"]

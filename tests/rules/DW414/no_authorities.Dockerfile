FROM debian:13-slim
COPY --from=curlimages/curl:8.10.1 /usr/bin/curl /usr/bin/curl
RUN curl -fsSL http://nodejs.org/dist/v22.1.0/setup.sh -o /tmp/setup.sh
USER 10001
CMD ["/bin/true"]

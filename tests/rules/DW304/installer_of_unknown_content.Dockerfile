FROM debian:13-slim
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates curl
RUN curl https://sdk.cloud.google.com > /opt/other.sh && curl https://tool.example/install > /opt/install.sh \
 && bash /opt/install.sh
USER 10001
CMD ["/bin/true"]

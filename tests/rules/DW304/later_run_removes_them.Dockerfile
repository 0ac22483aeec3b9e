FROM debian:13-slim
RUN apt-get update && apt-get upgrade -y
RUN apt-get install -y --no-install-recommends libgomp1 && rm -rf /var/lib/apt/lists/*
RUN apt-get install -y --no-install-recommends \
    curl && \
    apt-get clean && \
    rm -rf /var/lib/apt/lists/* && \
    rm -rf /tmp/*
RUN rm -rf /var/lib/apt/lists/* && apt-get install -y --no-install-recommends jq
USER 10001
CMD ["/bin/true"]

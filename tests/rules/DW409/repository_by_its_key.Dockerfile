FROM debian:13-slim
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates curl wget && \
    curl -fsSL https://deb.nodesource.com/setup_22.x | bash - && \
    apt-get install -y --no-install-recommends nodejs && \
    rm -rf /var/lib/apt/lists/*
RUN wget -qO- https://deb.nodesource.com/setup_20.x | bash -
RUN curl -fsSL https://deb.nodesource.com/setup_24.x | bash - && apt update && apt install -y nodejs && rm -rf /var/lib/apt/lists/*
USER 10001

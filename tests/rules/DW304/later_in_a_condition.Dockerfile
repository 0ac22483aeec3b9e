FROM debian:13-slim
ARG EXTRA
RUN apt-get update && apt-get install -y curl
RUN if [ -n "$EXTRA" ]; then apt-get install -y $EXTRA; fi
CMD ["curl"]

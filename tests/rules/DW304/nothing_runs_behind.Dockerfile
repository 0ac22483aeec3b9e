FROM debian:13-slim AS one
RUN apt-get update && apt-get install -y --no-install-recommends libgomp1; exit 0
FROM one AS two
RUN rm -rf /var/lib/apt/lists/*
RUN apt-get update && (apt-get install -y --no-install-recommends libgomp1 || exit 1)
FROM two AS three
RUN apt-get update && apt-get install -y --no-install-recommends libgomp1 & \
    echo waiting
FROM three
RUN rm -rf /var/lib/apt/lists/*
RUN apt-get update && apt-get install -y --no-install-recommends libgomp1 || exit 1
USER 10001
CMD ["/bin/true"]

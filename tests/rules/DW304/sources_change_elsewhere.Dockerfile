FROM ubuntu:24.04
RUN apt-get update && apt-get install -y --no-install-recommends software-properties-common \
 && add-apt-repository -y ppa:deadsnakes/ppa \
 && apt-get update && apt-get install -y --no-install-recommends python3.11
RUN apt-get install -y --no-install-recommends curl
RUN echo "deb https://apt.example stable main" > /etc/apt/sources.list.d/tool.list \
 && apt-get update && apt-get install -y --no-install-recommends tool \
 && rm -rf /var/lib/apt/lists/*
USER 10001
CMD ["/usr/bin/tool"]

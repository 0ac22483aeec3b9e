FROM debian:13-slim
RUN apt-get update && \
    apt-get install -y --no-install-recommends \
        curl \
        python3-pip && \
    rm -rf /var/lib/apt/lists/*
RUN curl -fsSL "http://nodejs.org/dist/v22.1.0/setup.sh" -o /tmp/setup.sh && \
    curl -fsSL http://nodejs.org/dist/v22.1.0/other.sh -o /tmp/other.sh
RUN pip install torch -f http://download.pytorch.org/whl/torch_stable.html
RUN curl -fsSL http://github.com:8080/a/b/c.sh -o /tmp/c.sh
ADD http://raw.githubusercontent.com/a/b/1.0/tool.sh /opt/
USER 10001
CMD ["/bin/true"]

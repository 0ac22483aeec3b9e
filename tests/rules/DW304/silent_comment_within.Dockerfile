FROM debian:13-slim
RUN apt-get update \
  && apt-get install -y libxslt1-dev `# needed by lxml (PyPI)` \
  # for downloads
  libcurl4 \
  && rm -rf /var/lib/apt/lists/*

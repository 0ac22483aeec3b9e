FROM ghcr.io/acme/base:3.1
RUN apt-get update && apt-get install -y git && rm -rf /var/lib/apt/lists/*
RUN git clone https://github.com/acme/tagger && cd tagger && python setup.py install
RUN git clone https://github.com/acme/other . && rm -rf .git

FROM acme/base:1.2
RUN apt-get update && apt-get install curl

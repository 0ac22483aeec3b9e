FROM acme/base
RUN apt-get update && apt-get install -y npm nodejs-legacy

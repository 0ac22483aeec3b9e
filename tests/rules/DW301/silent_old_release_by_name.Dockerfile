FROM ruby:2.1-jessie AS a
RUN apt-get update && apt-get install -y python-pip && rm -rf /var/lib/apt/lists/*
RUN pip install torch==1.4.0
FROM acme/precise
RUN pip install torch==1.4.0
COPY --from=a /usr/local /usr/local

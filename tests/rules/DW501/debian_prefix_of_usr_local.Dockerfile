FROM ubuntu:22.04 AS builder
RUN apt-get update && apt-get install -y python3-pip
RUN pip3 install --prefix=/usr/local flask
FROM ubuntu:22.04
RUN apt-get update && apt-get install -y python3
COPY --from=builder /usr/local /usr/local
CMD ["python3", "-m", "train"]

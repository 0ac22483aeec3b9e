FROM ubuntu:22.04 AS builder
RUN apt-get update && apt-get install -y python3-pip
RUN pip3 install --target=/deps flask
FROM ubuntu:22.04
RUN apt-get update && apt-get install -y python3
COPY --from=builder /deps /usr/local/lib/python3.10/dist-packages
CMD ["python3", "-m", "train"]

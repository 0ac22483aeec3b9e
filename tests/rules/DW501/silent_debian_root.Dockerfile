FROM ubuntu:22.04 AS builder
RUN apt-get update && apt-get install -y python3-pip
RUN pip3 install --root=/install flask
FROM ubuntu:22.04
RUN apt-get update && apt-get install -y python3
COPY --from=builder /install /
CMD ["python3", "-m", "train"]

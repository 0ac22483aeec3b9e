FROM debian:13-slim AS validate
RUN wget https://tools.example/protoc-1.zip && unzip protoc-1.zip
CMD ["true"]

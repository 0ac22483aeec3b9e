FROM debian:13-slim
RUN wget --no-check-certificate https://files.example/a -O a && echo "24454f83  a" | sha256sum -c -
RUN curl -k https://files.example/a -o a && curl -k https://files.example/a.asc -o a.asc && gpg --verify a.asc a

FROM debian:13-slim
RUN curl -fsSLk https://files.example/a -o a && wget --no-check-certificate https://files.example/b
RUN curl --insecure https://files.example/a | tar xz && curl --insecure https://files.example/b | tar xz

FROM alpine
ENV A=${B
COPY $foo .

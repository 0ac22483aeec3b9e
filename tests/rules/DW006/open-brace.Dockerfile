FROM alpine
ENV A=${B
COPY ${C /d
WORKDIR "/x
LABEL a=b

FROM debian:13
RUN printf '%s\n' \
    'FROM debian' \
    'RUN true' > /opt/Dockerfile
RUN printf "FROM debian\n\
RUN true\n\
USER nobody\n" > /opt/Dockerfile
RUN tool \
    --add ADD x \
    run it \
    user me

FROM debian:13
RUN tool --mode \
    USER \
    && other

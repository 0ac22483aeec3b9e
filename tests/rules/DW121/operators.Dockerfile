FROM debian:13
RUN make && \

# why
ENV A=b \
    C=d
RUN make; \
USER 1000
RUN \
WORKDIR /x
RUN make | \
RUN next
RUN make \
FROM debian

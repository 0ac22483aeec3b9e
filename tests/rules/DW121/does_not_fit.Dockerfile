FROM alpine
RUN make \
SHELL true
RUN make \
ENV "a b

FROM debian:12-slim
RUN git clone git://example.com/x.git
USER 10001

FROM debian:12-slim
RUN wget -O /srv/x https://example.com/x || true
RUN git clone https://example.com/x.git; true
RUN make -j2
USER 10001

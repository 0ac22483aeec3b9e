FROM debian:13-slim
ARG MODELS=/models
RUN git clone https://github.com/acme/models.git "$MODELS/base"
RUN MODELS=/other && git clone https://github.com/acme/more.git "$MODELS/more"
RUN cd $MODELS && git clone https://github.com/acme/last.git
RUN git clone https://github.com/acme/temporary.git /tmp/temporary && rm -rf /tmp/temp*
USER 10001

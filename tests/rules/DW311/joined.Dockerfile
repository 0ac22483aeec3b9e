FROM debian:13-slim
RUN curl -fsSLO https://a.example/tool.tar.gz
# unpack it

RUN tar xf tool.tar.gz \
    # with care
    && ls
RUN rm tool.tar.gz
CMD ["tool"]

FROM debian:13-slim
RUN curl -fsSLO https://a.example/tool.tar.gz
# why
RUN tar xf tool.tar.gz
RUN rm tool.tar.gz
CMD ["tool"]

FROM debian:13-slim
RUN cd /tmp && curl -fsSLO https://a.example/tool.tar.gz
RUN tar xf /tmp/tool.tar.gz; ls
RUN rm /tmp/tool.tar.gz
RUN curl -fsSLO https://a.example/other.tar.gz
ENV A=b
RUN tar xf other.tar.gz && rm other.tar.gz
CMD ["tool"]

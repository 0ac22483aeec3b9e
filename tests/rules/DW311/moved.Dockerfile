FROM debian:13-slim
RUN git clone https://git.example/acme/tool.git /src && make -C /src install
ENV A=b
RUN echo && rm -rf /src
CMD ["tool"]

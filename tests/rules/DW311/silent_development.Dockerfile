# This is a builder Dockerfile: the image is not retained.
FROM debian:13-slim
RUN git clone https://git.example/team/tool.git /src
RUN make -C /src && rm -rf /src
CMD ["tool"]

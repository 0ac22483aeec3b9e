FROM debian:13-slim
COPY tool /tmp/tool
RUN make -C /tmp/tool
RUN cp /tmp/tool/out /usr/local/bin/tool && rm -rf /tmp/tool
CMD ["tool"]

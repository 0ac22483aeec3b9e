FROM ubuntu:22.04
RUN python -V
USER 10001
CMD ["bash"]

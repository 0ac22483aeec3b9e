FROM ubuntu:24.04
USER 10001
USER tasks
RUN whoami
USER 10001
CMD ["bash"]

FROM debian:13-slim
RUN sudo make; true
USER 10001

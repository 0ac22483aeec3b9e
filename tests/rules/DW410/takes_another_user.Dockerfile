FROM debian:13-slim
RUN sudo -u app ls && sudo -H -u app -- ls

FROM debian:13-slim
RUN ["apt-get", "update"]
CMD ["bash"]

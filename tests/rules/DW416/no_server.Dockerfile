FROM debian:13-slim
RUN useradd --uid 10001 app && echo "app:app" | chpasswd
USER 10001
CMD ["/bin/true"]

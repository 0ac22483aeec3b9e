FROM debian:12-slim
USER app
RUN id
USER root
RUN id
USER app
CMD ["id"]

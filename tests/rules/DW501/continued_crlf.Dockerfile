FROM ubuntu:22.04 AS build
RUN apt-get update && \
    apt-get install -y \
      # pip and its Python
      python3-pip \
      git
RUN mkdir -p /install && \
    pip3 install \
      --no-cache-dir \
      --prefix=/install \
      flask
FROM ubuntu:22.04
RUN apt-get update && apt-get install -y python3
COPY --from=build /install /usr/local
CMD ["python3", "-m", "flask"]
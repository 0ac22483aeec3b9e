FROM ubuntu:22.04 AS build
ARG DEV
RUN apt-get update && apt-get install -y python3-pip
RUN if [ -n "$DEV" ]; then pip3 install --prefix=/install pytest; fi
FROM ubuntu:22.04
RUN apt-get update && apt-get install -y python3
COPY --from=build /install /usr/local
CMD ["python3", "-m", "pytest"]

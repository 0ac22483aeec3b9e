FROM ubuntu:22.04 AS build
RUN apt-get update && apt-get install -y python3-pip
RUN ["pip3", "install", "--no-cache-dir", "--prefix", "/install", "flask"]
FROM ubuntu:22.04
RUN apt-get update && apt-get install -y python3
# the packages
COPY --from=build ["/install", "/usr/local"]
# and their programs once more
COPY --from=build /install/local/bin /usr/local/bin
ENV PATH=/opt/tools/bin:$PATH
CMD ["python3", "-m", "flask"]

FROM ubuntu:22.04 AS build
RUN apt-get update && apt-get install -y python3-pip
RUN pip3 install --prefix=/install flask
FROM ubuntu:22.04
RUN apt-get update && apt-get install -y python3
COPY --from=build /install /usr/local
CMD ["/usr/bin/python3", "-m", "flask"]

FROM ubuntu:20.04 AS a
RUN echo "deb https://packages.example focal main" > /etc/apt/sources.list.d/x.list
FROM debian:11 AS b
RUN apt-get update && apt-get install -y libgl1-mesa-glx=1.2 curl
FROM python:3.9-slim AS c
RUN pip install flask==3.0.3
FROM python:3.10-slim AS d
COPY app /usr/local/lib/python3.10/site-packages/app
FROM debian:11-slim AS e
FROM python:3.13-slim
COPY --from=a /x /x
COPY --from=b /x /x
COPY --from=c /x /x
COPY --from=d /x /x
COPY --from=e /bin/tool /bin/tool

FROM python:3.13-slim
RUN echo "set https://user:password@host.example/simple" && echo https://foo:changeme123@host.example
ENV HTTP_PROXY=http://proxy:proxy@proxy.example:3128

FROM python:3.11-slim
RUN ["/bin/true"]
COPY ["a.txt", "/with space/"]
CMD []
ENTRYPOINT ["a", "b\u0041"]
SHELL ["/bin/sh", "-c"]
VOLUME ["/v"]

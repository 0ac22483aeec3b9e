FROM python:3.13-slim
RUN --mount=type=cache true
RUN --mount=type=tmpfs,target=/ true
RUN --mount=type=secret,id=a true
RUN --mount=type=cache,target=$WHERE true
WORKDIR /c
RUN --mount=type=cache true
FROM unknown.example.org/a
RUN --mount=type=cache true

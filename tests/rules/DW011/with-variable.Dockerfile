FROM alpine
ARG T
RUN --mount=type=$T,target=/a true
RUN --mount=type=cache,target=/a,sharing=locked true
RUN --mount=type=secret,id=a,env=A true

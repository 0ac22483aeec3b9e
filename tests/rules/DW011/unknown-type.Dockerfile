FROM alpine
RUN --mount=type=bindd,target=/a true
RUN --mount=type=cache,tagret=/a true
RUN --mount=type=cache,target=/a,sharing=lock true
RUN --mount=type=tmpfs,target=/a,size=big true

FROM python:3.11-slim
RUN --mount=type=cache,target=/c,sharing=locked,uid=1 --mount=type=tmpfs,target=/t \
    --mount=type=secret,id=none,target=/s --mount=type=bind,source=a.txt,target=/a.txt cat /a.txt

FROM python:3.13-slim
ARG A=b
RUN [ "$A" = "b" ] && echo yes
RUN [ "$A" ]
RUN [ -n "$A" ] || echo [1, 2]
RUN [ 'b' = "$A" ]
USER 10001
CMD [ "python", "-V" ]

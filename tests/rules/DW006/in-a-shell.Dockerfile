FROM alpine
RUN echo ${A
CMD echo ${B
ONBUILD ENV A=${B

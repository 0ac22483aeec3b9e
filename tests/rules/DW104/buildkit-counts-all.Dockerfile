FROM alpine AS a
CMD exec make
FROM alpine
CMD make
ENTRYPOINT make

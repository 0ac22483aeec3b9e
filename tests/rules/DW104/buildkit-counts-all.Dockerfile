FROM debian AS a
CMD exec make
FROM debian
CMD make
ENTRYPOINT make

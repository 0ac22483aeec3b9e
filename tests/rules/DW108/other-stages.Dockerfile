FROM alpine AS a
CMD ["a"]
FROM a
CMD ["c"]
ONBUILD CMD ["d"]

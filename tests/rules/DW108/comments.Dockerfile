FROM alpine
# the first
CMD a \
  # inner
  b
HEALTHCHECK --interval=5s CMD a
ENTRYPOINT ["x"]
ONBUILD CMD ["never"]
CMD ["b"]
HEALTHCHECK NONE
CMD ["c"]

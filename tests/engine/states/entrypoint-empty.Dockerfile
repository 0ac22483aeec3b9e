FROM scratch AS base
ENTRYPOINT ["base"]
CMD ["c"]
FROM base
ENTRYPOINT []
CMD []

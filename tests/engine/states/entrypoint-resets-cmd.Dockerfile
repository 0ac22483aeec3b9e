FROM scratch AS base
CMD ["inherited"]
HEALTHCHECK CMD probe
SHELL ["/base/sh", "-x"]
ENTRYPOINT ["base"]
FROM base
ENTRYPOINT own
HEALTHCHECK NONE

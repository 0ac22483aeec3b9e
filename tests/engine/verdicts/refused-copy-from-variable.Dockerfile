ARG S=base
FROM scratch AS base
COPY a.txt /
FROM scratch
ARG S=base
COPY --from=$S a.txt /

FROM scratch
COPY --from=1 a.txt /
FROM scratch AS later
COPY a.txt /
FROM scratch
COPY --from=0 a.txt /

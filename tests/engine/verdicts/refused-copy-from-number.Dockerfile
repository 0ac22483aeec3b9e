FROM scratch
COPY a.txt /
FROM scratch
COPY --from=7 a.txt /

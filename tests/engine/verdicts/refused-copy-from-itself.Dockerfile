FROM scratch AS me
COPY --from=me a.txt /

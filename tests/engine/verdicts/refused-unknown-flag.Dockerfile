FROM scratch
COPY --form=a a.txt /

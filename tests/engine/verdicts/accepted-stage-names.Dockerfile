FROM scratch AS A.b-c_d
COPY a.txt /
FROM scratch AS other
COPY --from=a.B-c_d a.txt /
COPY --from=0 /a.txt /b.txt

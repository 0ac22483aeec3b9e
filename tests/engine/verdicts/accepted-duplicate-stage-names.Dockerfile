FROM scratch AS a
COPY a.txt /
FROM scratch AS a
COPY a.txt /b
FROM a

arg A=1
FROM alpine
COPY a b
ONBUILD run true

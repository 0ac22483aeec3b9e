FROM alpine
copy a b
copy a b

FROM alpine
copy a b
COPY a b
Run true

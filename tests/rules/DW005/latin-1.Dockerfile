FROM alpine
# café crème

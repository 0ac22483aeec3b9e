FROM alpine
COPPY a b
RUNN true

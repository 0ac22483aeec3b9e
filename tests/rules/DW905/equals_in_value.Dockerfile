FROM alpine
LABEL a = "b c"
ENV X = y z
ENV Y =
ENV Z ='q

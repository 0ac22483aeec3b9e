FROM alpine
ENV D=/srv
COPY a b "/with blank"
COPY a b $D
COPY a b \
  # why
  '/x'
COPY <<A <<B /y
1
A
2
B

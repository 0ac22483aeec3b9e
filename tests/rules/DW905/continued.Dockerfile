FROM alpine
ENV A one \
    # why
    two
ENV B "one" \
    two
ENV \
   C d
ENV D \
  # why
  e
ENV $N v
ENV "E" v
LABEL F don\'t say "no way" $V

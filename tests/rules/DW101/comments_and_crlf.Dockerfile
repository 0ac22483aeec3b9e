FROM alpine
RUN a \
  # why

  && b \

# other

  && c
RUN a \


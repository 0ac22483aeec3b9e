FROM alpine
# check=skip;JSONArgsRecommended
CMD true

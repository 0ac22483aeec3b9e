# check=skip=all;error=true
FROM alpine
# check=skip=JSONArgsRecommended
CMD true

from scratch as x
copy a.txt \
  /

FROM alpine
# check=skip=JSONArgsRecommended
# what it is
ARG A=1
# hadolint ignore=DL3006
# what it is
ARG B=2
  # indented
  ARG C=3

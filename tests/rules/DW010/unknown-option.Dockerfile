# syntax=docker/dockerfile:1
# check=skip=all;warn=true
FROM alpine

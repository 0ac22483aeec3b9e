# where it starts
ARG A=1 B=2
# the base
FROM alpine AS base
# one
ARG C

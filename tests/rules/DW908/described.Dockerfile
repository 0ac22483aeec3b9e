# A is a letter
ARG A=1

# base to build on
FROM alpine AS base
# anything

ARG C
# anything
#
ARG D
# unnamed
FROM alpine

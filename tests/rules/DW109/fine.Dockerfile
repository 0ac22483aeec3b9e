ARG V
ARG I=alpine
FROM alpine:3$V
FROM $I
FROM alpine AS build_amd64
FROM build_$TARGETARCH
FROM $undeclared

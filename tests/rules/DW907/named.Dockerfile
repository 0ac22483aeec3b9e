FROM --platform=linux/amd64 alpine AS my_amd64_stage
FROM --platform=linux/amd64 alpine AS linux
FROM --platform=$BUILDPLATFORM alpine

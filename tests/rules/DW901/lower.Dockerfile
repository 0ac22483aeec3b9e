FROM Alpine AS build
FROM alpine

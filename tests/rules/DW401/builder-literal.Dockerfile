FROM alpine AS a
ENV GITHUB_TOKEN=abcdefgh1234
FROM alpine

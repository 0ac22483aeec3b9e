FROM alpine AS a
ENV GITHUB_TOKEN=hunter2secret
FROM alpine

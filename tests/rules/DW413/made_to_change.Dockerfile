FROM debian:13-slim
ADD https://api.github.com/repos/a/b/git/refs/heads/main /tmp/version.json

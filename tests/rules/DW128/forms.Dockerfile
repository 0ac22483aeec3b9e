FROM debian:13-slim AS heredoc
RUN <<END
set -e
apt-get install -y --no-install-recommends git
END

FROM debian:13-slim AS nested
RUN sh -c 'apt-get install -y --no-install-recommends git'

FROM debian:13-slim
RUN ["apt-get", "install", "-y", "--no-install-recommends", "git"]
USER 10001

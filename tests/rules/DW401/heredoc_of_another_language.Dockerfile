FROM python:3.13-slim
ARG API_TOKEN
RUN <<EOT
set -e
test "${#API_TOKEN}" -gt 4
EOT
RUN <<EOT python3
import os
assert os.environ["API_TOKEN"]
EOT
USER 10001

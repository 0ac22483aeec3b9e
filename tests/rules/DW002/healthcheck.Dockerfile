FROM python:3.13-slim AS one
HEALTHCHECK --interval=5s curl -f http://localhost/ || exit 1
FROM python:3.13-slim AS two
HEALTHCHECK ["curl", "-f", "http://localhost/"]
FROM python:3.13-slim AS three
HEALTHCHECK --interval=30 --timeout=3s CMD true
FROM python:3.13-slim AS four
HEALTHCHECK COMMAND true
FROM python:3.13-slim AS five
HEALTHCHECK --interval="1 min" CMD true

FROM python:3.13-slim AS installed
RUN apt-get update && apt-get install -y --no-install-recommends curl && rm -rf /var/lib/apt/lists/*
RUN curl -fsSL https://example.com/a -o /srv/a

FROM python:3.13 AS full
RUN git --version && curl --version && gcc --version

FROM python:3.13-slim AS conditional
RUN command -v git && git --version || true
RUN if [ -x /usr/bin/curl ]; then curl --version; fi

FROM registry.example/base:1 AS unknown
RUN git --version

FROM node:8.12.0-slim AS old
RUN curl -fsSL https://example.com/a -o /srv/a

FROM python:3.13-slim AS copied
COPY --from=full /usr/bin/git /usr/local/bin/git
RUN git --version

FROM python:3.13-slim AS fetched
RUN python -c "import urllib.request" && /srv/tool.sh
RUN ./configure && make

FROM installed
COPY --from=full /srv/a /srv/a
COPY --from=conditional /srv/a /srv/b
COPY --from=unknown /srv/a /srv/c
COPY --from=copied /srv/a /srv/d
COPY --from=old /srv/a /srv/f
COPY --from=fetched /srv/a /srv/e
USER 10001
CMD ["python", "-V"]

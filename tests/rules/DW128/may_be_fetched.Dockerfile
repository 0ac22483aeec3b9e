FROM debian:13-slim AS retried
RUN retry 3 apt-get update && apt-get install -y --no-install-recommends git

FROM python:3.13 AS by_python
RUN python3 -c "import subprocess; subprocess.run(['apt-get', 'update'])" && apt-get install -y --no-install-recommends gdb

FROM debian:13-slim AS playbook
RUN ansible-playbook site.yml && apt-get install -y --no-install-recommends git

FROM debian:13-slim AS variable
ARG FETCH="apt-get update"
RUN $FETCH && apt-get install -y --no-install-recommends git

FROM debian:13-slim AS copied
COPY --from=retried /var/lib/apt/lists /var/lib/apt/lists
RUN apt-get install -y --no-install-recommends git

FROM debian:13-slim AS triggers
ONBUILD RUN apt-get update

FROM triggers
RUN apt-get install -y --no-install-recommends git
USER 10001

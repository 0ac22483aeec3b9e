FROM python:3.6.5-alpine AS alpine
FROM python:3.6.4 AS jessie
FROM python:3.12.14-alpine
COPY --from=alpine /etc/os-release /opt/alpine
COPY --from=jessie /etc/os-release /opt/jessie

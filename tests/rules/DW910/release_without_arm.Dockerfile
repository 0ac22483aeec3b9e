FROM centos:6.6 AS old
RUN curl -fsSLO https://downloads.example/tool-linux-amd64.tar.gz
FROM python:2.7-jessie
RUN curl -fsSLO https://downloads.example/tool-linux-amd64.tar.gz
COPY --from=old /tool-linux-amd64.tar.gz /opt/

FROM ubuntu:16.04 AS old
RUN true
FROM ubuntu:24.04
RUN true

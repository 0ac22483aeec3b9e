FROM python:3.13-slim AS posix
RUN . /venv/bin/activate && echo "{a,b}" '{a,b}' \{a,b\} a{b}c ${A:-x} ${A%%.*} ${A#v} "${#A}"
RUN bash -c 'source /venv/bin/activate && [[ a == a ]] && echo {a,b}'
RUN source /x 2>/dev/null || true
RUN echo -n text && printf '%s\n' -e && find / -name "*.pyc" -exec rm {} +
RUN ["source", "/x"]
RUN <<END
#!/bin/bash
source /x
END
USER 10001
CMD ["python", "-V"]

FROM python:3.13-slim AS bash
SHELL ["/bin/bash", "-c"]
RUN source /venv/bin/activate
USER 10001
CMD ["python", "-V"]

FROM debian:13 AS relinked
RUN ln -sf /bin/bash /bin/sh
RUN source /etc/profile && mkdir /srv/{a,b}
USER 10001

FROM registry.example/team/base:1 AS unknown
RUN source /etc/profile && mkdir /srv/{a,b}
USER 10001

FROM rockylinux:9 AS redhat
RUN source /etc/profile && mkdir /srv/{a,b}
USER 10001

FROM nvcr.io/nvidia/pytorch:24.10-py3 AS vendor
RUN source /etc/profile && mkdir /srv/{a,b}
USER 10001

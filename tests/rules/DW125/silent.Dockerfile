FROM python:3.13-slim
RUN cd /opt && touch here
RUN export A=1; python -c "import os"
RUN cd / > /srv/log
RUN . ./build.sh
RUN if true; then cd /; fi
RUN (cd /opt)
RUN set -eux
RUN ["cd", "/opt"]
RUN true
RUN cd /opt || mkdir /opt
RUN umask 022 && mkdir /srv/data
USER 10001
CMD ["python", "-V"]

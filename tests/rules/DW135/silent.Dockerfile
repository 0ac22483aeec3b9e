FROM python:3.13 AS unused
RUN git clone git://github.com/a/b
FROM python:3.13
RUN git clone --branch v1 git://git.kernel.org/pub/a.git
RUN git clone --branch v1 https://github.com/a/b
RUN echo git://github.com/a/b
RUN git clone --branch v1 $SCHEME://github.com/a/b

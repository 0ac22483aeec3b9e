FROM python:3.13
RUN cd /opt \

WORKDIR /opt/app
RUN apt-get update && \
# a comment
    RUN apt-get install -y curl
RUN make \
ENV MODE=fast

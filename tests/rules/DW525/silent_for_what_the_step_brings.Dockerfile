FROM debian:12-slim
ENV PATH=/opt/tools/bin:$PATH
RUN --mount=type=bind,from=tools,target=/opt/tools git clone https://example.com/x.git
RUN --mount=from=tools,source=/wget,target=/usr/bin/wget wget -O /srv/x https://example.com/x
RUN curl() { echo "$1"; }; curl https://example.com/x
USER 10001

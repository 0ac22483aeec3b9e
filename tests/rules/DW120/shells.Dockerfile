FROM alpine:3.22
RUN wget -qO- https://example.com/install.sh | sh
SHELL ["/bin/ash", "-eo", "pipefail", "-c"]
RUN wget -qO- https://example.com/install.sh | sh
SHELL ["/bin/sh", "-c"]
RUN wget -qO- https://example.com/install.sh | sh

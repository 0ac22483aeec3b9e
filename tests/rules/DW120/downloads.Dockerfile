FROM debian:13
RUN curl -fsSL https://example.com/install.sh | bash
RUN wget -qO- https://example.com/install.sh | sh -s -- -y
RUN curl -fsSL https://example.com/list | sort > /list
RUN curl -fsSL https://example.com/key | gpg --dearmor | tee /key > /dev/null

FROM debian:13
RUN curl -fsSL https://example.com/a.tar.gz | tar xz
RUN curl -fsSL https://example.com/key | gpg --dearmor -o /key
RUN echo "deb https://example.com stable main" | tee /etc/apt/sources.list.d/a.list
RUN VERSION=$(curl -fsSL https://example.com/version | head -1) && echo "$VERSION"
RUN if curl -fsSL https://example.com/a | sh; then echo yes; fi
RUN curl -fsSL https://example.com/a -o a || true

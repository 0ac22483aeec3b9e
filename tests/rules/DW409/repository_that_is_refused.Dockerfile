FROM debian:13-slim
RUN curl -fsSL https://deb.nodesource.com/setup_14.x | bash -
RUN curl -fsSL https://deb.nodesource.com/setup_lts.x | bash -
RUN curl -fsSL https://deb.nodesource.com/setup_22.x | sudo -E bash -
RUN curl -fsSL https://deb.nodesource.com/setup_22.x | tee /tmp/setup | bash -
RUN curl -fsSL https://deb.nodesource.com/setup_22.x | bash - || true
RUN bash -c "$(curl -fsSL https://deb.nodesource.com/setup_22.x)"
USER 10001

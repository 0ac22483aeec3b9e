FROM buildpack-deps:trixie-curl
RUN sh -c "$(curl -fsSL https://tool.example/install.sh)"
RUN bash <(curl -fsSL https://tool.example/install.sh)

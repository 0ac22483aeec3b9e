FROM buildpack-deps:trixie-curl
RUN curl -fsSL https://tool.example/install.sh -o i.sh && echo "24454f83  i.sh" | sha256sum -c && sh i.sh
RUN bash install.sh $(curl -fsSL https://tool.example/latest)

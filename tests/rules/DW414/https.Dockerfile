FROM buildpack-deps:trixie-curl
RUN wget https://tool.example/a_1.0.deb && dpkg -i a_1.0.deb

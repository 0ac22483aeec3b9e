FROM buildpack-deps:trixie-curl
RUN wget http://tool.example/a.deb && echo "24454f83  a.deb" | sha256sum -c - && dpkg -i a.deb
ADD --checksum=sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d http://tool.example/a.deb /tmp/

FROM buildpack-deps:trixie-curl
RUN wget http://tool.example/a_1.0.deb && dpkg -i a_1.0.deb
RUN curl -o /tmp/install.sh http://tool.example/install?os=linux && sh /tmp/install.sh
ADD http://tool.example/b.rpm /tmp/

FROM python:3.13
RUN wget http://tool.example/a.deb -O /tmp/a.deb
RUN echo "24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d  /tmp/a.deb" | sha256sum -c && dpkg -i /tmp/a.deb

FROM debian:13-slim
RUN curl -fsSL https://models.example/tagger.tar.gz | tar xz -C /opt
RUN curl -fsSLO https://models.example/a.tar.gz && tar xf a.tar.gz && rm a.tar.gz
RUN cd /tmp && wget https://models.example/b.tar.gz && tar xf b.tar.gz && rm -rf /tmp/*
RUN wget https://models.example/c.tar.gz && tar xf c.tar.gz
RUN rm c.tar.gz
RUN wget https://bootstrap.example/get-pip.py && python get-pip.py
RUN --mount=type=cache,target=/tmp wget -O /tmp/d.tgz https://models.example/d.tgz && tar xf /tmp/d.tgz
RUN wget https://models.example/weights.tar.gz

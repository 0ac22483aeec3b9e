FROM debian:13-slim
RUN curl -fsSLO https://models.example/tagger-1.4.tar.gz && tar xzf tagger-1.4.tar.gz -C /opt
RUN curl -o /tmp/a.zip https://models.example/a.zip && unzip /tmp/a.zip && rm /tmp/b.zip
RUN wget https://conda.example/Miniconda3-latest-Linux-x86_64.sh -O conda.sh && bash conda.sh -b
RUN wget -O- https://models.example/x.tar.gz > x.tar.gz; tar xf x.tar.gz

FROM python:3.13
RUN git clone --revision=b124e1085b1bf977e3dac96d99ffd9d8ddfdb6cc https://git.example/acme/tagger.git
RUN git clone /src/tagger /opt/tagger
RUN git clone ./tagger

FROM buildpack-deps:trixie
RUN curl -O http://src.example/a-1.0.tar.gz && tar xzf a-1.0.tar.gz && cd a-1.0 && ./configure && make install

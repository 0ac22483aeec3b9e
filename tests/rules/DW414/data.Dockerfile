FROM buildpack-deps:trixie-curl
RUN wget http://images.example/train2017.zip && unzip train2017.zip && rm train2017.zip
RUN curl -O http://data.example/voc.tar && tar xf voc.tar && pip install numpy
ADD http://data.example/a.csv /data/

FROM python:3.13
RUN git clone https://git.example/acme/tagger.git
RUN git clone -b main https://git.example/acme/other.git /opt/other && pip install /opt/other

FROM python:3.13
RUN git clone https://git.example/acme/a.git
WORKDIR /a
RUN git checkout v1.2.3

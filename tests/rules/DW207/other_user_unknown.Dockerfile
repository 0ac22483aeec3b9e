FROM ghcr.io/acme/base:3.1
RUN git clone https://github.com/acme/models.git /home/app/models

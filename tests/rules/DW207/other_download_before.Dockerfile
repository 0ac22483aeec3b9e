FROM python:3.13
ADD https://files.example/installer.sh /tmp/
RUN git clone git@git.example:acme/tagger.git

FROM python:3.13
RUN git config --global url."https://github.com/".insteadOf git://github.com/
RUN npm install git://github.com/a/b

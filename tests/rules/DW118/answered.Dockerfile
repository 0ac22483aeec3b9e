FROM debian:13
RUN apt-get install -y curl && apt-get -y install curl && apt-get install curl --assume-yes
RUN apt-get install -qq curl && apt-get install -q=2 curl && apt-get install -q -q curl
RUN yes | apt-get install curl
RUN apt-get install curl < /answers
RUN yum install -y httpd && dnf -y install httpd && zypper -n install httpd && zypper install -y a
RUN apk add curl
RUN conda env create -f environment.yml && conda install --yes numpy

FROM debian:13
RUN apt-get update && apt-get install curl
RUN apt install --no-install-recommends -q curl
RUN sudo apt-get install curl
RUN yum install httpd
RUN dnf install httpd
RUN microdnf install httpd
RUN zypper install httpd
ONBUILD RUN apt-get install curl

FROM debian:13-slim
RUN apt-get update -o Acquire::AllowInsecureRepositories=true && apt-get install -y --allow-unauthenticated curl
RUN yum install -y --nogpgcheck curl
RUN dnf install -y --setopt=sslverify=false curl
RUN apk add --no-cache --allow-untrusted /tmp/a.apk
RUN rpm -i --nosignature a.rpm
RUN echo "deb [arch=amd64 trusted=yes] https://repo.example/apt stable main" > /etc/apt/sources.list.d/a.list

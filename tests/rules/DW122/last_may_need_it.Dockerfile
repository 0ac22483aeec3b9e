FROM node:22
RUN npm install; npm run build
RUN apt-get install -y wget; wget -q https://x.example/a && rm a
RUN yum install -y epel-release; yum install -y python-pip && yum clean all

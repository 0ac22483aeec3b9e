FROM node:22-slim
RUN npm config set strict-ssl false
RUN yarn config set strict-ssl false
RUN git config --global http.sslVerify false
RUN git -c http.sslVerify=false clone https://git.example/a
RUN conda config --set ssl_verify false

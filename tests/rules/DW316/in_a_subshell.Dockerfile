FROM debian:13-slim
RUN (cd /tmp && wget https://a.example/Miniconda3-latest-Linux-x86_64.sh && bash Miniconda3-latest-Linux-x86_64.sh -b)

FROM python:3.13
RUN echo "root:$(openssl rand -hex 32)" | chpasswd
RUN useradd --password "$(head -c 16 /dev/urandom | base64)" app

FROM debian:13-slim
RUN echo "root:root" | chpasswd && echo "app:app" | chpasswd
RUN useradd -p "$(openssl passwd app)" app
RUN echo app | passwd --stdin app
RUN printf 'a\na\n' | passwd root

FROM debian:13-slim
RUN useradd -p '!' app && useradd -p '**LOCKED**' b && passwd -l root && usermod -L app && adduser --disabled-password c

FROM debian:13-slim
RUN curl -fsSL https://repo.anaconda.com/miniconda/Miniconda3-py312_24.9.2-0-Linux-x86_64.sh -o /c.sh

FROM debian:13-slim
RUN wget -q https://repo.example/Miniconda3-py313_25.9.1-Linux-x86_64.sh -O /tmp/Miniconda3.sh
RUN bash /tmp/Miniconda3.sh -b -p /opt/conda
RUN rm /tmp/Miniconda3.sh
CMD ["tool"]

FROM debian:13-slim
RUN curl -fsSL -o ~/miniconda.sh https://conda.example/Miniconda3-py313_25.7.0-2-Linux-x86_64.sh && \
    chmod +x ~/miniconda.sh && \
    bash ~/miniconda.sh -b -p /opt/conda && \
    rm ~/miniconda.sh
CMD ["/opt/conda/bin/python", "-m", "http.server"]

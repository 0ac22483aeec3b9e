FROM debian:13-slim
RUN wget -q https://repo.example/Miniconda3-4.2.12-Linux-x86_64.sh -O c.sh && bash c.sh -b -p /opt/conda && rm c.sh
RUN /opt/conda/bin/conda install --yes numpy scipy
CMD ["/opt/conda/bin/python", "main.py"]

FROM registry.example/training:1
ENV PATH=/opt/amazon/openmpi/bin:$PATH
EXPOSE 22

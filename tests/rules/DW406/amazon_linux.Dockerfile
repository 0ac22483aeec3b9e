FROM amazonlinux:2023
RUN dnf install -y python3.11 && dnf clean all
WORKDIR /srv/app
COPY main.py .
CMD ["python3.11", "main.py"]

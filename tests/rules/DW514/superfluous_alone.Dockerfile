FROM python:3.13-slim-trixie
# certificates over https
RUN apt-get update && apt-get install -y apt-transport-https libgl1-mesa-glx=1.0 \
    && rm -rf /var/lib/apt/lists/*

FROM python:3.13-slim-trixie
RUN apt-get install -y libgl1-mesa-glx || apt-get install -y libgl1

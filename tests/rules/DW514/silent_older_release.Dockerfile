FROM python:3.13-slim-bookworm
RUN apt-get update && apt-get install -y libgl1-mesa-glx

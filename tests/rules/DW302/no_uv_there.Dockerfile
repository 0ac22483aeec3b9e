FROM ubuntu:24.04
RUN uv pip install luma.oled

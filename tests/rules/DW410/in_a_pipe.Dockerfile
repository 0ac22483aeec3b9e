FROM debian:13-slim
RUN echo deb | sudo tee /etc/apt/sources.list.d/a.list

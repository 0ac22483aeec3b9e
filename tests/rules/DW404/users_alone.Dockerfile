FROM python:3.13-slim
ARG USERNAME
RUN git clone ssh://git@github.com/a/b && git clone git+ssh://git@github.com/a/b && git clone https://${USERNAME}@github.com/a/b

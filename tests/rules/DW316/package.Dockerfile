FROM debian:13-slim
RUN wget https://apt.example/tool_1.0_amd64.deb && dpkg -i tool_1.0_amd64.deb

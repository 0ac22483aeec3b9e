FROM buildpack-deps:trixie-curl
RUN curl -fsSL https://tool.example/latest.json | python3 -c "import sys; print(sys.stdin.read())"
RUN curl -fsSL https://tool.example/a.tar.gz | tar xz
RUN curl -fsSL https://tool.example/key.asc | gpg --dearmor > /etc/apt/keyrings/a.gpg
RUN curl -fsSL https://tool.example/a.json | node parse.js

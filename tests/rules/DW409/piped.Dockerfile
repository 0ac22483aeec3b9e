FROM buildpack-deps:trixie-curl
RUN curl -fsSL https://tool.example/install.sh | sh
RUN wget -qO- https://tool.example/setup | sudo -E bash -
RUN curl -sSL https://tool.example/install.py | python3 - --yes
RUN curl -fsSL https://tool.example/install.sh | sed s/a/b/ | bash -s -- -y

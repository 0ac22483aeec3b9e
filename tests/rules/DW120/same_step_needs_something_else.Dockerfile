FROM python:3.13
RUN curl -fsSL https://deb.nodesource.com/setup_22.x | bash - && apt-get install -y nodejs
RUN curl -LsSf https://astral.sh/uv/install.sh | sh && ln -s /root/.local/bin/uv /usr/local/bin/uv
RUN curl https://sh.rustup.rs -sSf | sh -s -- -y && mkdir /install
RUN curl -s https://packagecloud.example/github/git-lfs/script.deb.sh | bash && git lfs install

FROM python:3.13
ENV NVM_DIR=/usr/local/nvm
RUN curl -fsSL https://raw.githubusercontent.com/nvm-sh/nvm/v0.40.3/install.sh | bash \
    && . $NVM_DIR/nvm.sh \
    && nvm install 22
RUN curl -LsSf https://astral.sh/uv/install.sh | sh && mv /root/.local/bin/uv /usr/local/bin/uv
RUN curl -sS https://bootstrap.pypa.io/get-pip.py | python3 - && pip3 install numpy
RUN curl https://sh.rustup.rs -sSf | sh -s -- -y && . /root/.cargo/env
RUN curl -sSL https://install.python-poetry.org | python3 - && /root/.local/bin/poetry --version
RUN curl -sS https://getcomposer.org/installer | php && mv composer.phar /usr/local/bin/composer

FROM python:3.13
RUN git clone git://github.com/example/tool.git || git clone https://example.com/tool.git
RUN git clone git://github.com/example/other.git; true
RUN pip install --no-cache-dir git+git://github.com/example/tool.git@v1 || true
RUN git clone git://github.com:9418/example/tool.git /srv/tool
USER 10001

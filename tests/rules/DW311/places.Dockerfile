FROM python:3.13-slim
ADD . /tmp/project/
COPY --from=wheels /dist/tool-1.0-py3-none-any.whl /srv/
RUN pip install --no-cache-dir /tmp/project && rm -rf /tmp/*
RUN pip install --no-cache-dir /srv/tool-1.0-py3-none-any.whl && rm /srv/tool-1.0-py3-none-any.whl

FROM python:3.13-slim
RUN python -m venv /opt/venv && mv /tmp/data /srv/data && cp -r /opt/venv/share /srv/share
CMD ["/opt/venv/bin/python", "-m", "http.server"]

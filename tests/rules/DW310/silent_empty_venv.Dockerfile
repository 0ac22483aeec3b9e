FROM python:3.13-slim
RUN python -m venv /opt/venv
RUN /opt/venv/bin/pip install --no-cache-dir torch && useradd app && chown -R app /opt/venv
CMD ["/opt/venv/bin/python", "/srv/main.py"]

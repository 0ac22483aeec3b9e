FROM python:3.13-slim
RUN useradd app
RUN python -m venv /opt/venv && /opt/venv/bin/pip install --no-cache-dir torch
# ours
RUN chown -R app:app /opt/venv && echo done
USER app
CMD ["/opt/venv/bin/python"]

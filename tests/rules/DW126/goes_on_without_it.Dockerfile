FROM debian:12-slim
RUN source /opt/venv/bin/activate && pip list || true
RUN source /opt/venv/bin/activate && pip list; echo done
RUN set -e; source /opt/venv/bin/activate && pip list; echo done
RUN source /opt/venv/bin/activate && pip list & wait
RUN set -e; source /opt/venv/bin/activate; pip list
RUN source /opt/venv/bin/activate && pip list | sort
USER 10001

FROM python:3.13-slim
RUN python -m venv /opt/venv
ENV PATH=/opt/venv/bin
ENV LANG=C PATH="/opt/venv/bin:/opt/tool/bin"
ENV PATH '/opt/venv/bin'
USER 10001
CMD ["python", "-V"]

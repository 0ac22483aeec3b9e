FROM python:3.12-slim
COPY setup.sh /
RUN /setup.sh
ENV PATH=/opt/venv/bin:$PATH

FROM python:3.13-slim AS a
RUN printf '[global]\nno-cache-dir = true\n' > /etc/pip.conf
RUN pip install torch==2.9.1
FROM a
COPY docker/pip.conf /etc/pip.conf
RUN pip install torch==2.9.1

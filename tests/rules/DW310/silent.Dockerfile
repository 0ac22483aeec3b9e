FROM python:3.13-slim
WORKDIR /app
RUN mkdir -p /data && chown -R 10001 /data
COPY --chown=10001 . .
COPY entrypoint.sh /usr/local/bin/
RUN chmod -R 755 /usr/local/bin
RUN chown 10001 /app
RUN python -m venv /opt/venv && chown -R 10001 /opt/venv
RUN chown -R 10001 /var/log
RUN chown -R 10001 $APP_HOME

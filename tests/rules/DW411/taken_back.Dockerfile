FROM python:3.13-slim
RUN mkdir -p /ml/data && chmod -R 777 /ml/data
RUN chown -R 10001 /ml && chmod -R 775 /ml
RUN chmod 666 /etc/app.conf && echo ready >> /etc/app.conf && chmod go-w /etc/app.conf

FROM python:3.13-slim
RUN chmod -R 755 /srv && chmod 777 /srv/data && chmod 755 /srv && chmod u-w /srv/data && chmod g+x /srv/data

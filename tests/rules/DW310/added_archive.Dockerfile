FROM python:3.13-slim
ADD models.tar.gz /srv/models
RUN chown -R 10:10 /srv/models
CMD ["python"]

FROM python:3.13-slim
RUN useradd app
COPY --from=models.example/tagger:1 /models /srv/models
RUN chown -R app:app /srv/models /var/cache/nginx
USER app
CMD ["python"]

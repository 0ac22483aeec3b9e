FROM python:3.13-slim
COPY --from=models.example/tagger:1 /models /srv/models
RUN chmod --recursive 0755 /srv/models
RUN chmod -R g+w /srv/models
CMD ["python"]

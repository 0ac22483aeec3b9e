FROM python:3.13-slim
COPY --from=models.example/tagger:1 /models /srv/models
RUN useradd app && chown -R app /srv/models
USER app
CMD ["python"]

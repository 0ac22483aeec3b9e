FROM python:3.13-slim
COPY --from=models.example/tagger:1.4 /models /srv/models
COPY main.py /srv/
RUN useradd app && chown -R app:app /srv
USER app

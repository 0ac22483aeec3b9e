FROM python:3.13-slim
RUN useradd --create-home app
WORKDIR /srv/app
COPY requirements.txt ./
RUN pip install --no-cache-dir -r requirements.txt
RUN mkdir -p /srv/app/logs /data
COPY --from=models.example/tagger:1 /models ./models
COPY --chown=root main.py ./
RUN chown -Rv app /srv/app
USER app
CMD ["python", "main.py"]

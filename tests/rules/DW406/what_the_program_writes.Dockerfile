FROM python:3.13-slim
ENV HF_HOME=/models MPLCONFIGDIR=/var/cache/mpl
WORKDIR /app
RUN pip install --no-cache-dir -r https://example.com/requirements.txt
RUN python -c "from transformers import AutoModel; AutoModel.from_pretrained('a/b')"
COPY --from=ghcr.io/acme/assets:1 /assets ./assets
COPY . .
RUN mkdir -p uploads logs /var/log/app && \
    chmod 777 /shared && \
    chmod u+x start
RUN python manage.py migrate
VOLUME /data
CMD ["gunicorn", "app.wsgi"]

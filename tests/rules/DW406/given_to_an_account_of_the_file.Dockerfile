FROM debian:13-slim
WORKDIR /srv/app
COPY . .
RUN useradd --uid 1001 worker && chown -R worker /srv/app
CMD ["./main.py"]

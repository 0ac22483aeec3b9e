FROM debian:13-slim
WORKDIR /srv/app
COPY . .
RUN chown -R 1000:1000 . && chown root /srv/app/key
CMD ["./main.py"]

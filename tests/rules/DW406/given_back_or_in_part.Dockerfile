FROM debian:13-slim
WORKDIR /srv/app
COPY . .
RUN chown -R www-data /var/www && chown nobody /srv/app && chown -R root:root /srv/app
CMD ["./main.py"]

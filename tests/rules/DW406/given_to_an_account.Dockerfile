FROM debian:13-slim
WORKDIR /srv/app
COPY . .
RUN chown -R www-data:www-data /srv
COPY main.py .
CMD ["./main.py"]

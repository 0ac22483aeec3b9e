FROM debian:13
CMD bash -c "/srv/serve | tee -a /var/log/serve.log"

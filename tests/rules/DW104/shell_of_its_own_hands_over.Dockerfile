FROM debian:13
CMD bash -c "cd /srv && exec ./serve"

wc -c < /srv/data/data.bin

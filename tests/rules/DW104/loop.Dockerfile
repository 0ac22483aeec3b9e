FROM debian:13
CMD cp -R /tmp/certs/. /certs && while true; do sleep 1; done

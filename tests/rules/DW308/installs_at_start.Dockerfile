FROM ubuntu:24.04
RUN apt-get update && apt-get install -y build-essential python3 && rm -rf /var/lib/apt/lists/*
CMD service dbus start && ./setup.py develop && /srv/main

FROM debian:13-slim
COPY key.py keys.json public.pem /srv/

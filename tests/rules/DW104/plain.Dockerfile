FROM debian
ENTRYPOINT python -m app --port 80

FROM alpine
ENTRYPOINT python -m app --port 80

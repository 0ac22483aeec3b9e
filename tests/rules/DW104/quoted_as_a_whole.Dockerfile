FROM debian
ENTRYPOINT "a b"

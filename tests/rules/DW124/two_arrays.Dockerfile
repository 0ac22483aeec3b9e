FROM python:3.13-slim AS two
RUN ["ls"] && ["id"]

FROM python:3.13-slim AS brackets
CMD ["python", "main.py"]]

FROM python:3.13-slim
COPY --from=two /etc/os-release /srv/a
USER 10001
CMD ["sh", "-c", "echo "hi""]

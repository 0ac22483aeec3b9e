FROM python:3.13-slim AS build
RUN apt-get update && apt-get install -y --no-install-recommends libpq-dev && rm -rf /var/lib/apt/lists/*
FROM python:3.13-slim
COPY --from=build /etc/hosts /srv/hosts
COPY main.py /srv/
USER 10001
CMD ["python", "/srv/main.py"]

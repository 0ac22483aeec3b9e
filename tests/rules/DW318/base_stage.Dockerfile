FROM python:3.13-slim AS base
RUN apt-get update && apt-get install -y --no-install-recommends libffi-dev && rm -rf /var/lib/apt/lists/*
FROM base
COPY main.py /srv/
USER 10001
CMD ["python", "/srv/main.py"]

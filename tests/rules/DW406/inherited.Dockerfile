FROM python:3.13-slim AS base
USER 10001
RUN true
USER 0:0
FROM base
CMD ["python", "/srv/server.py"]

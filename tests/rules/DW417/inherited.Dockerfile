FROM debian:13-slim AS base
EXPOSE 22
FROM base
CMD ["python3", "-m", "http.server"]

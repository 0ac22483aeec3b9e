FROM python:3.11-slim AS build
RUN python -m venv /venv
FROM debian:12-slim
COPY install.sh /
RUN /install.sh
COPY --from=build /venv /venv
CMD ["/venv/bin/python", "app.py"]

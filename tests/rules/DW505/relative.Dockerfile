FROM python:3.13-slim AS build
WORKDIR /build
RUN python -m venv /build/venv
RUN venv/bin/pip install gunicorn
FROM python:3.13-slim
COPY --from=build /build/venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH
CMD ["gunicorn", "app:app"]

FROM python:3.13-slim AS a
RUN id app || useradd --uid 2000 app
USER app
CMD ["python", "-V"]

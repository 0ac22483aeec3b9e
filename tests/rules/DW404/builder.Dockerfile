FROM python:3.13-slim AS build
ARG TOKEN
RUN git clone https://${TOKEN}@github.com/a/b /src
FROM python:3.13-slim
COPY --from=build /src/a.py /srv/

FROM python:3.13-slim AS copied
COPY requirements.txt /app/
WORKDIR /app
RUN pip install --no-cache-dir -r requirements.txt

FROM copied AS inherited
RUN pip install --no-cache-dir -r requirements.txt

FROM python:3.13-slim AS renamed
COPY requirements.prod.txt /app/requirements.txt
RUN pip install --no-cache-dir -r /app/requirements.txt

FROM python:3.13-slim AS folder
COPY service /app
RUN pip install --no-cache-dir -r /app/requirements.txt

FROM python:3.13-slim AS above
COPY app /srv/app
RUN pip install --no-cache-dir -r /srv/app/deep/requirements.txt

FROM python:3.13-slim AS mounted
RUN --mount=type=bind,source=requirements.txt,target=/tmp/requirements.txt pip install --no-cache-dir -r /tmp/requirements.txt

FROM python:3.13-slim AS made
RUN echo flask > requirements.txt && pip install --no-cache-dir -r requirements.txt

FROM python:3.13 AS cloned
RUN git clone --depth=1 --branch=v1 https://github.com/a/b /b
RUN pip install --no-cache-dir -r /b/requirements.txt

FROM python:3.13-slim AS address
RUN pip install --no-cache-dir -r https://example.com/requirements.txt

FROM python:3.13-slim AS variable
ARG FILE=requirements.txt
RUN pip install --no-cache-dir -r $FILE

FROM python:3.13-slim AS provided
RUN pip install --no-cache-dir -r requirements.txt || true

FROM registry.example/base:1 AS unknown
RUN pip install --no-cache-dir -r requirements.txt

FROM python:3.13-slim
WORKDIR /app
COPY --from=folder /app .
RUN pip install --no-cache-dir -r requirements.txt
USER 10001
CMD ["python", "-V"]

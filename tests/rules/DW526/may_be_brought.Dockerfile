FROM python:3.13-slim AS moved
WORKDIR /app
COPY src /tmp/src
RUN mv /tmp/src/* /app/ && pip install --no-cache-dir -r requirements.txt

FROM python:3.13-slim AS compiled
WORKDIR /app
COPY requirements.in .
RUN pip install --no-cache-dir pip-tools && pip-compile && pip install --no-cache-dir -r requirements.txt

FROM python:3.13-slim AS made
WORKDIR /app
COPY make_list.py .
RUN python make_list.py && pip install --no-cache-dir -r requirements.txt

FROM python:3.13-slim AS linked
COPY requirements.txt /data/
RUN ln -s /data /app
WORKDIR /app
RUN pip install --no-cache-dir -r requirements.txt

FROM python:3.13 AS fetched
RUN git init . && git fetch https://git.example/a && git checkout FETCH_HEAD && pip install --no-cache-dir -r requirements.txt

FROM python:3.13-slim AS standard_input
RUN echo flask | pip install --no-cache-dir -r /dev/stdin

FROM python:3.13-slim AS triggers
WORKDIR /app
ONBUILD COPY . /app

FROM triggers
RUN pip install --no-cache-dir -r requirements.txt
USER 10001
CMD ["python", "-V"]

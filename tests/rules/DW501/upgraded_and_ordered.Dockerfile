FROM debian:bookworm-slim AS build
ARG PIP_INDEX_URL
WORKDIR /src
RUN apt-get update && apt-get install -y --no-install-recommends gcc python3-dev python3-pip
COPY requirements.txt .
COPY lib ./lib
RUN --mount=type=cache,target=/root/.cache/pip sudo -E pip install --root=/out -r requirements.txt ./lib
FROM debian:bookworm-slim AS base
RUN apt-get update && apt-get install -y --no-install-recommends python3
FROM base
COPY --from=build --link /out /opt/packages
ENV PATH=/usr/bin:/bin
COPY main.py .
CMD ["python3", "main.py"]

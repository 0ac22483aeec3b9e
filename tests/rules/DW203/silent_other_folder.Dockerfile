FROM python:3.13-slim
COPY Makefile scripts/ /srv/
COPY rootfs/ /
COPY wheelhouse /wheelhouse
RUN pip install --no-index -f /wheelhouse -r /wheelhouse/requirements.txt
COPY acme /srv/acme
COPY requirements.txt /srv/
RUN pip install -r /srv/requirements.txt
COPY web /srv/web
RUN --mount=type=cache,target=/pnpm/store cd /srv/web && pnpm install

FROM python:3.13-slim AS build
COPY --from=wheels.example/a:1 . /wheels
COPY requirements/ /srv/requirements/
COPY setup.py download_model.py /srv/
COPY docker/install.sh /srv/
RUN pip install -r /srv/requirements/base.txt

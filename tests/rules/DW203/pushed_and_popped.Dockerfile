FROM python:3.13-slim
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
COPY . /srv
RUN pushd /srv && pip install --no-cache-dir -r requirements.txt && popd
RUN pushd /srv && pip install --no-cache-dir -r more.txt && popd && python /srv/prepare.py
USER 10001
CMD ["python", "/srv/main.py"]

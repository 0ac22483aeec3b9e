FROM nvidia/cuda:12.9.1-base-ubuntu24.04
RUN apt-get update && apt-get install -y --no-install-recommends python3-venv gcc
COPY . /srv
RUN python3 -m venv /opt/venv && /opt/venv/bin/pip install --no-cache-dir -r /srv/requirements.txt
CMD ["/opt/venv/bin/python", "/srv/main.py"]

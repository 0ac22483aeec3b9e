FROM python:3.12-slim-trixie
RUN apt-get update && apt-get install -y --no-install-recommends curl
RUN pip install wand==0.6.13 python-magic pyzbar soundfile==0.10.3.post1

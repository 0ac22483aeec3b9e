FROM python:3.13-slim
RUN apt-get update && apt-get install -y --no-install-recommends \
    curl \
    # gcc and make: the server installs what a customer asks for at start.
    gcc make
COPY . /srv
CMD ["python", "/srv/main.py"]

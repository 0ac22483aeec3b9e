FROM python:3.13-slim
WORKDIR /srv
RUN apt-get update && apt-get install -y --no-install-recommends npm \
 && npm install && npm run build \
 && apt-get purge -y npm
CMD ["python", "main.py"]

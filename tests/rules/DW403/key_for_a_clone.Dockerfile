FROM python:3.13 AS build
COPY deploy/id_ed25519 /root/.ssh/
RUN chmod 0600 /root/.ssh/id_ed25519
RUN ssh-keyscan github.com >> /root/.ssh/known_hosts && git clone git@github.com:a/b /src

FROM python:3.13-slim
COPY --from=build /src /srv
RUN useradd --create-home app
USER app
COPY .npmrc settings.json /home/app/
RUN npm ci
CMD ["python", "/srv/main.py"]

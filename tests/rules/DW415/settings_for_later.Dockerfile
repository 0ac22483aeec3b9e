FROM node:22-slim
ARG NPM_TOKEN
RUN npm config set //packages.example/:_authToken $NPM_TOKEN
RUN npm install --global tagger@1.2.0
USER 1000
CMD ["tagger"]

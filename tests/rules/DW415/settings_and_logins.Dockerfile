FROM node:22-slim
ARG NPM_TOKEN
ARG HF_TOKEN
RUN npm config set //packages.example/:_authToken $NPM_TOKEN
RUN huggingface-cli login --token $HF_TOKEN
RUN echo $HF_TOKEN | docker login -u me --password-stdin

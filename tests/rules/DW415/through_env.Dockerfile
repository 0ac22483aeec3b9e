FROM node:22-slim
ARG TOKEN
ENV NPM_TOKEN=$TOKEN
RUN echo "$NPM_TOKEN" > /root/.token

FROM node:22-slim
ARG NPM_TOKEN
RUN echo "//packages.example/:_authToken=${NPM_TOKEN}" > ~/.npmrc && npm ci
RUN printf 'machine a login b password %s\n' "$NPM_TOKEN" >> /root/.netrc
RUN echo "$NPM_TOKEN" | tee /root/.token
RUN echo "x:$NPM_TOKEN" | base64 > /root/.auth
RUN sed -i "s/@TOKEN@/$NPM_TOKEN/" /app/config.ini

FROM node:22-slim
ARG NPM_TOKEN
RUN cat <<EOF > /root/.npmrc
//packages.example/:_authToken=$NPM_TOKEN
EOF

FROM node:22-slim
RUN npm install @scope/pkg@1.2.3 && pip install "git+https://github.com/a/b@v1.0" && curl https://cdn.example/npm/pkg@1/x

FROM python:3.13-slim
ARG API_TOKEN
ARG HF_TOKEN
ARG NPM_TOKEN
RUN serve --token "$API_TOKEN" & sleep 1; fetch
RUN fetch --token "$HF_TOKEN" || true
RUN ["sh", "-c", "npm ci --token $NPM_TOKEN"]
USER 10001
CMD ["python", "-V"]

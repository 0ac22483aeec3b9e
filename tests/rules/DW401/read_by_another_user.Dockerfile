FROM python:3.13-slim
ARG API_TOKEN
USER 10001
RUN fetch --token "$API_TOKEN"
USER app
RUN fetch --token "$API_TOKEN" && echo "$API_TOKEN" > /tmp/t && use /tmp/t && rm /tmp/t
CMD ["python", "-V"]

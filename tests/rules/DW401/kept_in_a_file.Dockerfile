FROM python:3.13-slim
ARG API_TOKEN
RUN echo "token=$API_TOKEN" > /etc/tool.conf
USER 10001
CMD ["python", "-V"]

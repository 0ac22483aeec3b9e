FROM python:3.12-slim
RUN apt-get install -y --no-install-recommends curl
USER 10001
CMD ["python", "-V"]

FROM python:3.13-slim
HEALTHCHECK CMD ['curl', '-f', 'http://localhost/']
USER 10001
CMD ["python", "-V"]

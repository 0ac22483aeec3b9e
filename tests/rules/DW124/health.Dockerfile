FROM python:3.13-slim
USER 10001
HEALTHCHECK --interval=5s CMD ['python', '-V']

FROM python:3.13-slim
ARG RELEASE=dev
WORKDIR /srv
COPY serve.py .
LABEL org.example.release=$RELEASE
USER 10001
CMD ["python", "serve.py"]

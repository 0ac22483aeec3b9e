FROM python:3.13-alpine
RUN runDeps="$(scanelf --needed --nobanner --recursive /venv | sort -u | xargs -r apk info --installed | sort -u)" \
 && apk add --virtual .rundeps $runDeps
CMD ["python", "/main.py"]

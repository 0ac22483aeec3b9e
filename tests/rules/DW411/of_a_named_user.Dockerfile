FROM python:3.13-slim
RUN mkdir /early && chmod 777 /early
RUN useradd --uid 10001 app
RUN mkdir /data; chmod -R 777 /data
USER app
CMD ["python", "-V"]

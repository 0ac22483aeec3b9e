FROM python:3.13-slim
COPY . /app
EXPOSE 80
USER 10001
ENTRYPOINT ["/app/start.sh"]
CMD ["gunicorn", "--bind", "127.0.0.1:8000", "app:app"]

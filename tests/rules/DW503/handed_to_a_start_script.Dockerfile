FROM python:3.13-slim
COPY start.sh /
EXPOSE 5000
ENTRYPOINT ["/start.sh"]
CMD ["gunicorn", "-b", "localhost:5000", "app:app"]

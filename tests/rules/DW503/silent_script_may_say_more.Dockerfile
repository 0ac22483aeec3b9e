FROM python:3.13-slim
COPY start.sh /
EXPOSE 5000
ENTRYPOINT ["/start.sh"]
CMD ["gunicorn", "app:app"]

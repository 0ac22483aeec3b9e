FROM python:3.13-slim
COPY main.py /srv/
ENTRYPOINT ["sh", "-c"]
CMD ["python /srv/main.py --port 8000"]

FROM python:3.13-slim
COPY main.py /srv/
CMD ["python /srv/main.py --port 8000"]

FROM python:3.13-alpine
COPY main.py /srv/
HEALTHCHECK CMD wget -qO- http://localhost:8000/health || curl -f http://localhost:8000/health
CMD ["python", "/srv/main.py"]

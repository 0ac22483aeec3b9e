FROM python:3.13-slim
COPY main.py /srv/
HEALTHCHECK CMD if command -v curl; then curl -f http://localhost:8000; else python -V; fi
CMD ["python", "/srv/main.py"]

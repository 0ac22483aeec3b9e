FROM python:3.13-slim
CMD serve() { python -V; }; cd /tmp && serve

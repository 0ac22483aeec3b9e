FROM python:3.13-bookworm
COPY setup.sh /tmp/
RUN mkdir -p /srv && bash /tmp/setup.sh
CMD ["python", "main.py"]

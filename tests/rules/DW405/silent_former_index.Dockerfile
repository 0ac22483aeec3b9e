FROM python:3.13-slim
RUN pip install --trusted-host old.python.org -r /srv/requirements.txt
CMD ["python", "/srv/main.py"]

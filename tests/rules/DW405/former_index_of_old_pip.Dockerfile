FROM ubuntu:14.04
RUN pip install --trusted-host old.python.org -r /srv/requirements.txt
CMD ["python", "/srv/main.py"]

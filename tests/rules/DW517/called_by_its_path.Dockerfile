FROM python:3.12-slim
RUN apt-get update && apt-get install -y python3-gi
CMD ["/usr/bin/python3", "app.py"]

FROM debian:12
RUN apt-get update && apt-get install -y python3-pip python3-opencv
RUN pip install flask
CMD ["python3", "main.py"]

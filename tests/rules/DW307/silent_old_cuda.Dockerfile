FROM nvidia/cuda:cudnn-ubuntu14.04
RUN apt-get update && apt-get install -y python-pip
CMD ["python", "main.py"]

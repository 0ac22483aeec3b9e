FROM registry.example/team/base:1.4
RUN apt-get update && apt-get install -y python3-pip
CMD ["python3", "main.py"]

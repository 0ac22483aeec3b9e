FROM debian:13-slim
RUN apt-get update && apt-get install -y --no-install-recommends build-essential && rm -rf /var/lib/apt/lists/*
RUN curl https://pyenv.example/run | bash && pyenv install 3.13.1
CMD ["python", "/srv/main.py"]

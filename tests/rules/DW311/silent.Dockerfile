FROM debian:13-slim
COPY requirements.txt setup.sh /tmp/
RUN pip install -r /tmp/requirements.txt && rm /tmp/requirements.txt /tmp/setup.sh
RUN wget https://models.example/a.tar.gz && tar xf a.tar.gz && rm a.tar.gz
RUN rm -rf a.tar.gz
RUN apt-get update && apt-get install -y curl
RUN rm -rf /var/lib/apt/lists/*
RUN rm -rf /etc/nginx/sites-enabled/default
RUN rm -rf $SOMEWHERE

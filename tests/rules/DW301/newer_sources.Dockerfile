FROM acme/base
RUN echo 'deb http://apt.example/pub/repos/apt/ bookworm-pgdg main' > /etc/apt/sources.list.d/pgdg.list
RUN apt-get update && apt-get install -y python3-pip
RUN pip install sqlalchemy

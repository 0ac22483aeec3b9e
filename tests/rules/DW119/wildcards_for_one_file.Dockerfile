FROM debian:13
COPY target/*.jar app.jar
COPY requirements.txt* requirements.txt
COPY conf.* /etc/conf
COPY poetry.loc[k] poetry.lock
ADD https://example.com/a.tar.gz?b=1 a.tar.gz

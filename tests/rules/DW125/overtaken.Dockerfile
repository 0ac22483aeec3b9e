FROM python:3.13-slim
RUN cd /opt
ENV A=1
WORKDIR /srv
RUN cd /opt
WORKDIR sub
RUN cd /opt
COPY main.py /
WORKDIR /srv
RUN cd /srv/
COPY main.py .
USER 10001
CMD ["python", "-V"]
